#include "words.h"

#include <string.h>

// In C, since the compiler takes the files as they are (C23, `#embed`): as an array of Swift each costs it 40 seconds.
// Where one of them is not found, `make catalogs` has not been run.

static const unsigned char english[] = {
#embed "../Wording/Catalogs/en.mo"
};
static const unsigned char french[] = {
#embed "../Wording/Catalogs/fr.mo"
};
static const unsigned char dutch[] = {
#embed "../Wording/Catalogs/nl.mo"
};
static const unsigned char swedish[] = {
#embed "../Wording/Catalogs/sv.mo"
};

const unsigned char *leadkeeper_catalog(const char *language, size_t *length) {
    static const struct {
        const char *language;
        const unsigned char *catalog;
        size_t length;
    } catalogs[] = {
        {"en", english, sizeof english},
        {"fr", french, sizeof french},
        {"nl", dutch, sizeof dutch},
        {"sv", swedish, sizeof swedish},
    };
    for (size_t i = 0; i < sizeof catalogs / sizeof *catalogs; i++) {
        if (strcmp(catalogs[i].language, language) == 0) {
            *length = catalogs[i].length;
            return catalogs[i].catalog;
        }
    }
    *length = 0;
    return NULL;
}
