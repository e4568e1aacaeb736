// How the headers are built: in every translation unit, or once.
//
// Header-only use (wengert::wengert) sees declarations and bodies. A project of many files links
// wengert::compiled: its consumers define WENGERT_COMPILED and see declarations alone, and one source
// file of the library defines WENGERT_SOURCE and gives the bodies. A header therefore reads:
// declarations marked WENGERT_API, then `#if WENGERT_BODIES`, the includes that only bodies need,
// and the bodies.
//
// The library behind some functions takes a compiler longer than all these headers together. They are
// marked WENGERT_WHERE_CALLED instead: in a header-only program they are templates, and cost something
// only where they are called.
#pragma once

#if defined(WENGERT_SOURCE)
#define WENGERT_API
#define WENGERT_WHERE_CALLED
#define WENGERT_BODIES 1
#elif defined(WENGERT_COMPILED)
#define WENGERT_API
#define WENGERT_WHERE_CALLED
#define WENGERT_BODIES 0
#else
#define WENGERT_API inline
#define WENGERT_WHERE_CALLED template <class...>
#define WENGERT_BODIES 1
#endif
