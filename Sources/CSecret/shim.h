#include <libsecret/secret.h>

/* libsecret answers a prompt that the service asks for by waiting for a person, without a time limit; the only way to
   say no is to override the three methods of its class, which Swift cannot. */
static inline GVariant *leadkeeper_prompt_sync(SecretService *self, SecretPrompt *prompt, GCancellable *cancellable,
                                               const GVariantType *return_type, GError **error) {
    (void)self, (void)prompt, (void)cancellable, (void)return_type;
    g_set_error_literal(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "the keyring asked for a prompt");
    return NULL;
}

static inline void leadkeeper_prompt_async(SecretService *self, SecretPrompt *prompt, const GVariantType *return_type,
                                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data) {
    (void)prompt, (void)return_type;
    GTask *task = g_task_new(self, cancellable, callback, user_data);
    g_task_return_new_error(task, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "the keyring asked for a prompt");
    g_object_unref(task);
}

static inline GVariant *leadkeeper_prompt_finish(SecretService *self, GAsyncResult *result, GError **error) {
    (void)self;
    return (GVariant *)g_task_propagate_pointer(G_TASK(result), error);
}

static inline void leadkeeper_secret_service_class_init(gpointer klass, gpointer data) {
    (void)data;
    SecretServiceClass *service = (SecretServiceClass *)klass;
    service->prompt_sync = leadkeeper_prompt_sync;
    service->prompt_async = leadkeeper_prompt_async;
    service->prompt_finish = leadkeeper_prompt_finish;
}

/* The type is asked for by name first because every object file that includes this header has its own statics. */
static inline GType leadkeeper_secret_service_get_type(void) {
    GType type = g_type_from_name("LeadkeeperSecretService");
    if (type != 0) return type;
    return g_type_register_static_simple(SECRET_TYPE_SERVICE, "LeadkeeperSecretService", sizeof(SecretServiceClass),
                                         leadkeeper_secret_service_class_init, sizeof(SecretService), NULL,
                                         (GTypeFlags)0);
}
