// Error bounds of the element-wise kernels against the C library in double: every seventh float32
// is tried, offset by offset, so that a run takes half a minute. Exits 1 above a stated bound.
#include "kernels.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { COUNT = 1 << 16, STRIDE = 7 };

typedef struct {
  const char *name;
  void (*kernel)(size_t, const float *, float *);
  double (*exact)(double);
  double bound;
} Function;

static double ulps(float got, double want) {
  if (fabs(want) > 3.4028235677973366e38) return isinf(got) ? 0 : INFINITY;
  float rounded = fabsf((float)want);
  return fabs((double)got - want) / ((double)nextafterf(rounded, INFINITY) - rounded);
}

int main(void) {
  static float x[COUNT], y[COUNT];
  const Function functions[] = {
      {"exp", sl_exp, exp, 1.5}, {"tanh", sl_tanh, tanh, 2.5}, {"erf", sl_erf, erf, 1.5}};
  int failed = 0;
  for (int f = 0; f < 3; f++) {
    double worst = 0;
    float at = 0;
    for (uint64_t start = 0; start < 1ull << 32; start += (uint64_t)COUNT * STRIDE) {
      int n = 0;
      for (int i = 0; i < COUNT; i++) {
        uint32_t bits = (uint32_t)(start + (uint64_t)i * STRIDE);
        float value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) x[n++] = value;
      }
      functions[f].kernel((size_t)n, x, y);
      for (int i = 0; i < n; i++) {
        double error = ulps(y[i], functions[f].exact((double)x[i]));
        if (error > worst) {
          worst = error;
          at = x[i];
        }
      }
    }
    printf("%-5s worst %.3f ulp at %a (bound %.1f)\n", functions[f].name, worst, at,
           functions[f].bound);
    failed |= worst > functions[f].bound;
  }
  return failed;
}
