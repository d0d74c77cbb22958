#ifndef LEADKEEPER_WORDS_H
#define LEADKEEPER_WORDS_H

#include <stddef.h>

/// The compiled catalog of the language with that tag, as `msgfmt` makes it; it lives as long as the program.
///
/// Answers NULL for a language without one. `length` receives how many bytes there are.
const unsigned char *_Nullable leadkeeper_catalog(const char *_Nonnull language, size_t *_Nonnull length);

#endif
