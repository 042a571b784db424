#include "kernels.h"

#include <stdatomic.h>
#include <xmmintrin.h>

#pragma STDC FP_CONTRACT OFF
// All vector functions here are static: no call crosses an ABI.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float v8f __attribute__((ext_vector_type(8), aligned(4)));
typedef int v8i __attribute__((ext_vector_type(8), aligned(4)));
#define SPLAT(value) ((v8f)(value))
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define VARIANT(name) fast_##name
#include "kernels_template.inc"
#include "forward_template.inc"
#include "backward_template.inc"
#undef VARIANT
#pragma clang attribute pop

#define VARIANT(name) portable_##name
#include "kernels_template.inc"
#include "forward_template.inc"
#include "backward_template.inc"
#undef VARIANT

static atomic_int forced_portable;

static int fast(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         !atomic_load_explicit(&forced_portable, memory_order_relaxed);
}

int sl_has_fma(void) { return fast(); }
void sl_force_portable(int on) { atomic_store(&forced_portable, on); }
unsigned sl_floating_point_mode(void) { return _mm_getcsr() & 0xFFC0u; }

#define DISPATCH(name, ...) (fast() ? fast_##name(__VA_ARGS__) : portable_##name(__VA_ARGS__))

void sl_exp(size_t n, const float *x, float *y) { DISPATCH(exp, n, x, y); }
void sl_tanh(size_t n, const float *x, float *y) { DISPATCH(tanh, n, x, y); }
void sl_erf(size_t n, const float *x, float *y) { DISPATCH(erf, n, x, y); }
void sl_gelu(size_t n, const float *x, float *y, float *slope) { DISPATCH(gelu, n, x, y, slope); }
void sl_mix(size_t n, float mix, const float *a, const float *s, float *y) {
  DISPATCH(mix, n, mix, a, s, y);
}
float sl_dot(size_t n, const float *x, const float *y) { return DISPATCH(dot, n, x, y); }
float sl_dot_difference(size_t n, const float *g, const float *s, const float *a) {
  return DISPATCH(dot_difference, n, g, s, a);
}
void sl_softmax(size_t rows, size_t columns, size_t stride, float *x) {
  if (columns > 0) DISPATCH(softmax, rows, columns, stride, x);
}
void sl_layer_norm(
    size_t rows, size_t width, float eps, const float *x, const float *gain, const float *bias,
    float *y, float *normal, float *scale) {
  DISPATCH(layer_norm, rows, width, eps, x, gain, bias, y, normal, scale);
}
void sl_layer_norm_backward(
    size_t rows, size_t width, const float *dy, const float *gain, const float *normal,
    const float *scale, float *dx, float *dgain, float *dbias) {
  DISPATCH(layer_norm_backward, rows, width, dy, gain, normal, scale, dx, dgain, dbias);
}
void sl_adamw(
    size_t n, const float *g, float *p, float *m, float *v, float decay, float step, float root,
    float omb1, float b2, float omb2, float eps) {
  DISPATCH(adamw, n, g, p, m, v, decay, step, root, omb1, b2, omb2, eps);
}

void sl_bias_activate(
    int kind, size_t rows, size_t width, const float *bias, const float *x, float *y) {
  DISPATCH(bias_activate, kind, rows, width, bias, x, y);
}
void sl_bias_activate_backward(
    int kind, size_t rows, size_t width, const float *bias, const float *x, float *dy,
    float *dbias) {
  DISPATCH(bias_activate_backward, kind, rows, width, bias, x, dy, dbias);
}
void sl_rms_norm(
    size_t rows, size_t width, float eps, const float *x, const float *gain, float *y,
    float *normal, float *scale) {
  DISPATCH(rms_norm, rows, width, eps, x, gain, y, normal, scale);
}
void sl_rms_norm_backward(
    size_t rows, size_t width, const float *dy, const float *gain, const float *normal,
    const float *scale, float *dx, float *dgain) {
  DISPATCH(rms_norm_backward, rows, width, dy, gain, normal, scale, dx, dgain);
}
void sl_softmax_backward(
    size_t rows, size_t columns, size_t stride, const float *p, float *dp) {
  DISPATCH(softmax_backward, rows, columns, stride, p, dp);
}

// One rounding an element: any vector width gives the same bits.
void sl_bias_scale(size_t n, const float *x, const float *bias, float factor, float *y) {
  for (size_t i = 0; i < n; i++) y[i] = (x[i] + bias[i]) * factor;
}
void sl_rotate(size_t half, const float *cosine, const float *sine, float *x) {
  for (size_t i = 0; i < half; i++) {
    float first = x[i], second = x[half + i];
    x[i] = first * cosine[i] - second * sine[i];
    x[half + i] = second * cosine[i] + first * sine[i];
  }
}
void sl_rotate_backward(size_t half, const float *cosine, const float *sine, float *x) {
  for (size_t i = 0; i < half; i++) {
    float first = x[i], second = x[half + i];
    x[i] = first * cosine[i] + second * sine[i];
    x[half + i] = second * cosine[i] - first * sine[i];
  }
}
void sl_sum_rows(size_t rows, size_t width, size_t stride, const float *x, float *y) {
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < width; i++) y[i] = y[i] + x[r * stride + i];
}
// The exponent is moved by an exact product, which also normalises subnormals.
void sl_widen_half(size_t n, const unsigned short *x, float *y) {
  for (size_t i = 0; i < n; i++) {
    unsigned h = x[i], bits = (h & 0x7fffu) << 13;
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    value = value * 0x1p112f;
    __builtin_memcpy(&bits, &value, sizeof bits);
    if ((h & 0x7c00u) == 0x7c00u) bits = 0x7f800000u | (h & 0x3ffu) << 13;
    bits |= (h & 0x8000u) << 16;
    __builtin_memcpy(y + i, &bits, sizeof bits);
  }
}
void sl_widen_bfloat(size_t n, const unsigned short *x, float *y) {
  for (size_t i = 0; i < n; i++) {
    unsigned bits = (unsigned)x[i] << 16;
    __builtin_memcpy(y + i, &bits, sizeof bits);
  }
}
void sl_multiply(size_t n, const float *x, const float *z, float *y) {
  for (size_t i = 0; i < n; i++) y[i] = x[i] * z[i];
}
void sl_add(size_t n, const float *x, float *y) {
  for (size_t i = 0; i < n; i++) y[i] = y[i] + x[i];
}
void sl_scale(size_t n, float factor, const float *x, float *y) {
  for (size_t i = 0; i < n; i++) y[i] = factor * x[i];
}
