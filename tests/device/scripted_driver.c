/* A driver's library that answers as its definitions say. The signatures are those of the CUDA driver API. */
#include <stddef.h>
#include <string.h>

#ifndef INIT_STATUS
#define INIT_STATUS 0
#endif
#ifndef DEVICE_COUNT
#define DEVICE_COUNT 1
#endif
#ifndef COMPUTE_MODE
#define COMPUTE_MODE 0
#endif
#ifndef RETAIN_STATUS
#define RETAIN_STATUS 0
#endif

#define GIGABYTE ((size_t)1 << 30)

static int g_currentDevice = -1; /* whose context is pushed */
static int g_retained[2];

int cuInit(unsigned flags) {
    return flags == 0 ? INIT_STATUS : 1;
}
int cuDriverGetVersion(int* version) {
    *version = 13010;
    return 0;
}
int cuDeviceGetCount(int* count) {
    *count = DEVICE_COUNT;
    return 0;
}
int cuDeviceGet(int* device, int ordinal) {
    *device = ordinal;
    return ordinal < DEVICE_COUNT ? 0 : 101;
}
int cuDeviceGetName(char* name, int length, int device) {
    strncpy(name, device == 0 ? "Scripted Card A" : "Scripted Card B", (size_t)length);
    return 0;
}
int cuDeviceGetAttribute(int* value, int attribute, int device) {
    if (attribute == 20) *value = COMPUTE_MODE;
    if (attribute == 75) *value = device == 0 ? 8 : 12;
    if (attribute == 76) *value = device == 0 ? 6 : 0;
    return 0;
}
int cuDeviceTotalMem_v2(size_t* bytes, int device) {
    *bytes = (size_t)(device == 0 ? 12 : 32) * GIGABYTE;
    return 0;
}
int cuDeviceGetUuid_v2(unsigned char* uuid, int device) {
    for (int i = 0; i < 16; ++i)
        uuid[i] = (unsigned char)(16 * device + i);
    return 0;
}
int cuDevicePrimaryCtxRetain(void** context, int device) {
    if (RETAIN_STATUS == 0) ++g_retained[device];
    *context = &g_retained[device];
    return RETAIN_STATUS;
}
int cuDevicePrimaryCtxRelease_v2(int device) {
    return --g_retained[device] >= 0 ? 0 : 201;
}
int cuCtxPushCurrent_v2(void* context) {
    g_currentDevice = (int)((int*)context - g_retained);
    return 0;
}
int cuCtxPopCurrent_v2(void** context) {
    *context = &g_retained[g_currentDevice];
    g_currentDevice = -1;
    return 0;
}
/* Only the holder of a context may ask. */
int cuMemGetInfo_v2(size_t* free, size_t* total) {
    if (g_currentDevice < 0 || g_retained[g_currentDevice] < 1) return 201;
    *total = (size_t)(g_currentDevice == 0 ? 12 : 32) * GIGABYTE;
    *free = *total - GIGABYTE;
    return 0;
}
/* For the test: how many contexts are still held. */
int scriptedContextsHeld(void) {
    return g_retained[0] + g_retained[1];
}
