// XML, as the system's expat reads it: without a tree, entities bounded by its own protection against amplification.
#ifndef WIREDESK_CEXPAT_SHIM_H
#define WIREDESK_CEXPAT_SHIM_H
#include <expat.h>
#endif
