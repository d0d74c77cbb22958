#include <gcrypt.h>

/* gcry_control takes a variable number of arguments, which Swift cannot pass. */
static inline gcry_error_t leadkeeper_gcrypt_begin(unsigned int locked) {
    if (!gcry_check_version("1.8.0")) return gcry_error(GPG_ERR_NOT_SUPPORTED);
    /* Where the limit on locked memory is met it is there all the same, unlocked: then it answers an error, which is
       passed over, and would tell on standard error, too. */
    gcry_control(GCRYCTL_DISABLE_SECMEM_WARN);
    gcry_control(GCRYCTL_INIT_SECMEM, locked, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    return 0;
}
