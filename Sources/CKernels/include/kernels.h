// Element-wise kernels whose bits are the same on every x86-64 machine.
//
// Each kernel does the same operations in the same order in eight lanes, with fused
// multiply-adds exactly where the source says so. It is compiled twice, with and without AVX2 and
// FMA instructions; without them the fused operation is computed in software, slower and equal.
//
// Error bounds (relative, over all float32 inputs; `make accuracy` measures them):
//   exp 1.5 ulp, tanh 2.5 ulp, erf 1.5 ulp.
#ifndef SIDELIGHT_KERNELS_H
#define SIDELIGHT_KERNELS_H

#include <stddef.h>

// Whether the fast variants (AVX2 and FMA) are in use.
int sl_has_fma(void);
// Forces the portable variants, for tests that compare both; 0 lifts it again.
void sl_force_portable(int on);

void sl_exp(size_t n, const float *x, float *y);
void sl_tanh(size_t n, const float *x, float *y);
void sl_erf(size_t n, const float *x, float *y);

// y = gelu(x) with the exact erf; slope = gelu'(x). slope may be NULL.
void sl_gelu(size_t n, const float *x, float *y, float *slope);

// y = x * z, element by element.
void sl_multiply(size_t n, const float *x, const float *z, float *y);
// y += x.
void sl_add(size_t n, const float *x, float *y);
// y = (1 - mix) a + mix s.
void sl_mix(size_t n, float mix, const float *a, const float *s, float *y);
// y = factor * x.
void sl_scale(size_t n, float factor, const float *x, float *y);
// Sum of g * (s - a), in eight lanes.
float sl_dot_difference(size_t n, const float *g, const float *s, const float *a);
// Sum of x * y, in eight lanes.
float sl_dot(size_t n, const float *x, const float *y);

// Softmax over each row of [rows, columns], in place; rows lie `stride` elements apart.
void sl_softmax(size_t rows, size_t columns, size_t stride, float *x);

// LayerNorm over each row of [rows, width]: y = (x - mean) / sqrt(var + eps) * gain + bias.
// `normal` receives the normalised rows and `scale` 1 / sqrt(var + eps) a row; both may be NULL.
void sl_layer_norm(
    size_t rows, size_t width, float eps, const float *x, const float *gain, const float *bias,
    float *y, float *normal, float *scale);
// Gradients of sl_layer_norm: dx a row; gain and bias gradients are added up, where not NULL.
void sl_layer_norm_backward(
    size_t rows, size_t width, const float *dy, const float *gain, const float *normal,
    const float *scale, float *dx, float *dgain, float *dbias);

// What sl_bias_activate applies.
enum { SL_IDENTITY, SL_GELU, SL_GELU_TANH, SL_RELU, SL_SILU, SL_TANH };
// y = f(x + bias) for every row of [rows, width], where `kind` names f.
void sl_bias_activate(
    int kind, size_t rows, size_t width, const float *bias, const float *x, float *y);
// The way back: dy *= f'(x + bias), whose rows are added to `dbias` unless it is NULL.
void sl_bias_activate_backward(
    int kind, size_t rows, size_t width, const float *bias, const float *x, float *dy,
    float *dbias);
// RMSNorm over each row of [rows, width]: y = x / sqrt(mean(x^2) + eps) * gain.
// `normal` receives the normalised rows and `scale` 1 / sqrt(...) a row; both may be NULL.
void sl_rms_norm(
    size_t rows, size_t width, float eps, const float *x, const float *gain, float *y,
    float *normal, float *scale);
// Gradients of sl_rms_norm: dx a row; the gain's gradient is added up, where not NULL.
void sl_rms_norm_backward(
    size_t rows, size_t width, const float *dy, const float *gain, const float *normal,
    const float *scale, float *dx, float *dgain);
// Gradient of a softmax with results p: dp = p (dp - sum(p dp)) in each row, in place.
void sl_softmax_backward(
    size_t rows, size_t columns, size_t stride, const float *p, float *dp);
// y += the sum of the rows of [rows, width], which lie `stride` elements apart.
void sl_sum_rows(size_t rows, size_t width, size_t stride, const float *x, float *y);
// y = (x + bias) factor.
void sl_bias_scale(size_t n, const float *x, const float *bias, float factor, float *y);
// Rotates the pairs (x[i], x[half + i]) by angles with these cosines and sines.
void sl_rotate(size_t half, const float *cosine, const float *sine, float *x);
// The transpose of that map.
void sl_rotate_backward(size_t half, const float *cosine, const float *sine, float *x);
// y = x, from IEEE half precision and from bfloat16; exact. A signalling NaN stays one.
void sl_widen_half(size_t n, const unsigned short *x, float *y);
void sl_widen_bfloat(size_t n, const unsigned short *x, float *y);

// AdamW (Loshchilov and Hutter, 2019), as PyTorch computes it:
//   p *= decay; m += (1 - beta1) (g - m); v = beta2 v + (1 - beta2) g^2;
//   p -= step * m / (sqrt(v) * root + eps)
// with decay = 1 - lr * wd, step = lr / (1 - beta1^t), root = 1 / sqrt(1 - beta2^t).
void sl_adamw(
    size_t n, const float *g, float *p, float *m, float *v, float decay, float step, float root,
    float one_minus_beta1, float beta2, float one_minus_beta2, float eps);

// Flushes nothing and changes nothing: reads the processor's rounding and denormal mode, so that
// the numeric fingerprint can hold it.
unsigned sl_floating_point_mode(void);

#endif
