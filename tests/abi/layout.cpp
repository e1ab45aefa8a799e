// A compiler of C++ on what layout.h says.
#include "layout.h"
