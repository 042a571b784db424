#include "kernels.h"
#include <math.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
static double ulp(float got,double want){ if(isinf(want)||fabs(want)>3.4028235677973366e38) return isinf(got)&&!signbit(got)==!(want<0)?0:9e9; float f=(float)want; float n=nextafterf(fabsf(f),INFINITY)-fabsf(f); return fabs((double)got-want)/n;}
int main(){ static float x[1<<16],y[1<<16];
 for(int k=0;k<3;k++){ double worst=0; float at=0;
  for(uint64_t b=0;b<(1ull<<32);b+= (1<<16)*7){ int m=0; for(int i=0;i<1<<16;i++){uint32_t u=(uint32_t)(b+i*7); float f; memcpy(&f,&u,4); if(isfinite(f)) x[m++]=f;}
   (k==0?sl_exp:k==1?sl_tanh:sl_erf)(m,x,y);
   for(int i=0;i<m;i++){ double w=k==0?exp((double)x[i]):k==1?tanh((double)x[i]):erf((double)x[i]); double e=ulp(y[i],w); if(e>worst){worst=e;at=x[i];}}}
  printf("%d worst %g ulp at %a\n",k,worst,at);} 
 // parity
 int diff=0; static float z[1<<16]; for(int k=0;k<3;k++) for(uint32_t s=0;s<64;s++){ for(int i=0;i<4096;i++){uint32_t u=s*67108864u+i*16411u; memcpy(&x[i],&u,4);} void(*f)(size_t,const float*,float*)=(k==0?sl_exp:k==1?sl_tanh:sl_erf); f(4093,x,y); sl_force_portable(1); f(4093,x,z); sl_force_portable(0); for(int i=0;i<4093;i++) if(memcmp(y+i,z+i,4)&&!(isnan(y[i])&&isnan(z[i]))) diff++; } printf("parity diffs %d\n",diff);
 for(int i=0;i<1<<14;i++)x[i]=(i%200-100)*0.03f; struct timespec a,b2; clock_gettime(CLOCK_MONOTONIC,&a); for(int i=0;i<2000;i++) sl_gelu(1<<14,x,y,z); clock_gettime(CLOCK_MONOTONIC,&b2); printf("gelu+slope ns/elem %g\n",((b2.tv_sec-a.tv_sec)*1e9+b2.tv_nsec-a.tv_nsec)/2000/(1<<14));
 static float g[221000],p[221000],m[221000],v[221000]; for(int i=0;i<221000;i++)g[i]=(i%13-6)*1e-3f; clock_gettime(CLOCK_MONOTONIC,&a); for(int i=0;i<500;i++) sl_adamw(221000,g,p,m,v,1-1e-5f,1e-3f,1.0f,.1f,.999f,.001f,1e-8f); clock_gettime(CLOCK_MONOTONIC,&b2); printf("adamw us/step %g\n",((b2.tv_sec-a.tv_sec)*1e9+b2.tv_nsec-a.tv_nsec)/500/1e3);
}
