// OpenSSL's libcrypto, as Debian ships it, for SHA-256 with the processor's own instructions.
#ifndef WIREDESK_CCRYPTO_SHIM_H
#define WIREDESK_CCRYPTO_SHIM_H
#include <openssl/sha.h>
#endif
