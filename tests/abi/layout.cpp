// Checks layout.h with a C++ compiler.
#include "layout.h"
