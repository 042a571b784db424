// Made by Tests/TransformersTests/Fixtures/make_unicode_tables.py with tokenizers 0.23.3;
// change the script, not this file.

extension UnicodeTables {
  /// Full compatibility decompositions, where they differ from the canonical ones.
  static let compatibility: StaticString = """
    4g:-3k, 8:-3s lk, 2:-21, 5:-3z lg, 3*2:-3k, 1:-44 ld, 1:lj, 3:-48 mf, 1:-3s, 1:-23, 2:-3v \
    6dg 1g, 1:-3w 6dg 1e, 1:-3v 6dg 1g, 38:-6h 22, 1:-5m 2y, c:-6r 53, 1:-5w 53, 9:ab 32, \
    1i:-7g, 1x:-ao 2i lo, 1:-ap 3e lo, 1:-9u 3e lo, 1:-aj 22, 1:-ak 2y, 1:-9p 2y, 1:-ak 22, \
    1:-al 2y, 1:-9q 2y, 11:-bx 2i, 1:-by 3e, 1:-b3 3e, 59:-g8, 1:-23, 1:-g8, 1:-g1, 1:-1n, \
    1:-1m, 1:-1h, 1:-g0, 1:-fz, w:-jc li, 1:-jd lj, 1:-je lm, 1:-jf mg, 1:-jg lf, 1:-jh ln, \
    3:-3h, 1:-hh, 1:-hb, 1:-h7, 1:-27, 46:-nu n9, a:-o4 ld, 1:-o5 lk ld, 23:-u, 1:-p, 1:-19, \
    1:-1a ld, 1:-1b lk, 1:-f, 1:-m, q:-1i, 1*2:-1c, 2:-2k, 1:-1s, 4:-2e, b2:-y 136, 6m:-26 19w, \
    1:-1a 19w, 1:28 19w, 1:-1a 19w, 1iz:q 2sy, 3k:q 2wi, 15:-1d 2vt, 1:-1e 2w1, 1b:-1, 2z:1n 31t \
    328, 2:1m 31t 328, ar:-w, 2eo:-5pn, 1:-5lz, 1*2/2:-5po, 1:-5po, 1:-5gk, 1*8:-5po, 2:-5pp, \
    1:-5cr, 1:-5pq, 1:-5pp, 1*2:-5po, 1:-5pn, 1:-5pe, 1*2:-5bo, 1:-1w, 1:-5ph, 1*2:-5pg, 1:-5bl, \
    1*2:-5bk, 1:-5pi, 2:-5pg, 1:-5pf, 1:-5ja, 1:-5pf, 1:-5bz, 1*2:-1q, 1:-5pi, 1*2:-5pf, 1:-1o, \
    1:-5bf, 1:-5ph, 1:-1j, 1*3:-52j, 1*2:-522, 1:-5q1, 1:-5pt, 1*2:-5pr, 1*2:-52s, 1:-52f, \
    1*2:-52b, e:-4zf, z:-5e1, 1:-5rt, 1:-5e0, 1:-5ny, 1:-5dv, 1:-5ru, 1:-5du, 1:-5dt, 1:-5dq, \
    1*3:-5do, 1:-18, 1:-5cb, 1:-5do, 1:-11, 1:-5cc, 1:-5dn, 1:-5dp, 1*4:-5do, 1:-5dm, 1*2:-5dd, \
    1:-5je, 1*2:-5d9, 1:-4c, 1*2:-5da, 1:-5s1, 1*3:-5d8, 1:-553, 63:-5yx ji, 1:-5yg lj, 82:-68t \
    lv, 2:-68v lv, 1:-68w n6, 1:-68x lk n6, c:-699 lv lc, 1:-69a lv ld, 1:-69b lv n6, e:-69p lw \
    lc, 1:-69q lw ld, 1:-69r lw n6, e:-6a5 lk lc, 1:-6a6 lk ld, f:-6al ld, 1:-6am lw, 2:-6ao, \
    1:-6ap, 1:-6aq, 1:-6ar, 1:-6as, 1:-6at, 1:-6au, 1:-6av, 1:-6aw, 1:-6ax, 1:-6ay, 7:-1, 6:-6bb \
    mr, d:-6ba, 1:-6bb 1a, 1:-6bc 1a 1a, 9:-6bz, 4:-1 6cy, 1:-2 6cy 6cy, 2:-1 6d1, 1:-2 6d1 6d1, \
    5:-6cb x, 2:-6ce lh, 9:-6bs 1r, 1:-6bt x, 1:-6co 1r, e:-11 6cy 6cy 6cy, 8:-6db, h:-6dc, \
    1:-6bs, 3*6:-6dc, 1:-6dr, 1:bb, 1:-6db, 1*2:-6dx, 1:-6c1, 1*a:-6ds, 1:-6e7, 1:av, 1:-6dr, \
    1*2:-6ed, 2:-6cv, 1:-6cs, 1:-6cj, 1:-6cb, 1:-5yz, 1:-6ct, 1*4:-6cr, 1:-6cq, 1*2:-6co, c:-6dy \
    37, 2g:-6fz 1b 2r, 1:-6g0 1b 37, 1:-6gv, 1:-6dv 1v, 2:-6g2 1b 33, 1:-6g3 1b 39, 1:-67r, \
    2:-6e1 1y, 1:-6g3, 1:-6gz, 1:-6h0, 1:-6h1, 1:-6g6, 1:-6aw, 1:-6h3, 1:-6h4, 1:-6h2, 1:-6g7, \
    2:-6h3, 1:-6h4 33, 3*3:-6h5, 1:-6h6, 1:-6h7, 3:-6h9 25, 1:-6h9 1x 24, 1:-6ha 25, 2:-6h6, \
    4:-6ha, 4*2:-6i2, 2:-6h6, 1*2:-6i3, 2:-6hy, 1:-6h1, 1*4:-5et, 1:-6hc, 2:-6id 1t 2g, 1:-5to, \
    1:-5u2, 1:-5uz, 1:-5un, 1:5t, 5:-6ip, 1*2:-6hu, 1*2:-6hr, 7:-6jj 6dg 1j, 1:-6jk 6dg 1l, \
    1:-6jl 6dg 1d 1c, 1:-6jm 6dg 1f, 1:-6jm 6dg 1f, 1:-6jo 6dg 1h, 1:-6jo 6dg 1h, 1:-6jo 6dg 1h, \
    1:-6jo 6dg 1h, 1:-6js 6dg 1i, 1:-6jp 6dg 1i, 1:-6ju 6dg 1k, 1:-6jt 6dg 1k, 1:-6js 6dg 1k, \
    1:-6jr 6dg 1k, 1:-6jy 6dg, 1:-6jb, 1:-6jc 21, 1:-6jd 21 21, 1:-6je 2e, 1:-6j2, 1:-6j3 21, \
    1:-6j4 21 21, 1:-6j5 21 21 21, 1:-6jj 2g, 1:-6j5, 1:-6j6 21, 1:-6j7 21 21, 1:-6jk, 1*2:-6ju, \
    1:-6jm, 1:-6iv, 1:-6iw 2x, 1:-6ix 2x 2x, 1:-6iy 3a, 1:-6im, 1:-6in 2x, 1:-6io 2x 2x, 1:-6ip \
    2x 2x 2x, 1:-6j3 3c, 1:-6ip, 1:-6iq 2x, 1:-6ir 2x 2x, 1:-6j4, 1*2:-6je, 1:-6j6, a:-6l5 6dg \
    1f, 4j:-1 6qz, 1:-2 6qz 6qz, 2:-1 6r2, 1:-2 6r2 6r2, fk*9:-75b, 1:-75k 1c, 1:-75l 1d, 1:-75m \
    1e, 1:-75n 1f, 1:-75o 1g, 1:-75p 1h, 1:-75q 1i, 1:-75r 1j, 1:-75s 1k, 1:-75t 1l, 1:-75t 1c, \
    1:-764 1d 15, 1:-765 1e 15, 1:-766 1f 15, 1:-767 1g 15, 1:-768 1h 15, 1:-769 1i 15, 1:-76a \
    1j 15, 1:-76b 1k 15, 1:-76c 1l 15, 1:-76d 1d 1c 15, 1:-76e 1d 1d 15, 1:-76f 1d 1e 15, 1:-76g \
    1d 1f 15, 1:-76h 1d 1g 15, 1:-76i 1d 1h 15, 1:-76j 1d 1i 15, 1:-76k 1d 1j 15, 1:-76l 1d 1k \
    15, 1:-76m 1d 1l 15, 1:-76n 1e 1c 15, 1:-76f 1a, 1:-76f 1a, 1:-76f 1a, 1:-76f 1a, 1:-76f 1a, \
    1:-76f 1a, 1:-76f 1a, 1:-76f 1a, 1:-76f 1a, 1:-76o 1c 1a, 1:-76p 1d 1a, 1:-76q 1e 1a, 1:-76r \
    1f 1a, 1:-76s 1g 1a, 1:-76t 1h 1a, 1:-76u 1i 1a, 1:-76v 1j 1a, 1:-76w 1k 1a, 1:-76x 1l 1a, \
    1:-76x 1c 1a, 1:-778 2p 15, 1:-779 2q 15, 1:-77a 2r 15, 1:-77b 2s 15, 1:-77c 2t 15, 1:-77d \
    2u 15, 1:-77e 2v 15, 1:-77f 2w 15, 1:-77g 2x 15, 1:-77h 2y 15, 1:-77i 2z 15, 1:-77j 30 15, \
    1:-77k 31 15, 1:-77l 32 15, 1:-77m 33 15, 1:-77n 34 15, 1:-77o 35 15, 1:-77p 36 15, 1:-77q \
    37 15, 1:-77r 38 15, 1:-77s 39 15, 1:-77t 3a 15, 1:-77u 3b 15, 1:-77v 3c 15, 1:-77w 3d 15, \
    1:-77x 3e 15, 1*q:-779, 1*q:-773, 1:-796, 10i:-1k1 6qz 6qz 6qz, 2w:-8ca 1m 1p, 1:-8c8 1p, \
    1:-8c9 1p 1p, ee:-8pe, 1:-8pz, 6q:-e, 8g:c32, 2c:m98, d:64g, 1:65j, 1:65w, 1:664, 1:66t, \
    1:680, 1:686, 1:68p, 1:69e, 1:6ra, 1:6sb, 1:6sg, 1:6t2, 1:6tl, 1:6u5, 1:6vl, 1:6w5, 1:6wf, \
    1:70p, 1:73a, 1:741, 1:745, 1:74y, 1:756, 1:75w, 1:768, 1:76w, 1:78b, 1:78s, 1:79i, 1:7uh, \
    1:7wg, 1:897, 1:89t, 1:8a0, 1:8aa, 1:8ar, 1:8cu, 1:8q2, 1:8rd, 1:8uo, 1:8va, 1:8vs, 1:8wd, \
    1:8xu, 1:8xw, 1:97x, 1:986, 1:98h, 1:98t, 1:9c0, 1:9c7, 1:9cb, 1:9fj, 1:9fs, 1:9g4, 1:9gb, \
    1:9hz, 1:9if, 1:9iw, 1:9l3, 1:a17, 1:a2g, 1:a30, 1:anj, 1:ann, 1:apx, 1:aqc, 1:aqo, 1:ar8, \
    1:asa, 1:ase, 1:azs, 1:b0f, 1:b1a, 1:bth, 1:bva, 1:bvw, 1:bxh, 1:by4, 1:byc, 1:byi, 1:bzx, \
    1:c01, 1:c0w, 1:cuu, 1:d78, 1:d7j, 1:d7n, 1:d7q, 1:d7x, 1:d8e, 1:d8f, 1:dan, 1:dgm, 1:dgq, \
    1:dq4, 1:dqd, 1:drq, 1:drw, 1:ds4, 1:dsb, 1:dut, 1:duz, 1:e1a, 1:e1g, 1:e2s, 1:e38, 1:e4i, \
    1:eb2, 1:eb8, 1:ebo, 1:ekq, 1:eo7, 1:eoc, 1:etd, 1:evr, 1:ex0, 1:f7h, 1:fb5, 1:fr2, 1:frs, \
    1:ftc, 1:fuq, 1:fwl, 1:fwv, 1:fx0, 1:fxw, 1:fzz, 1:g08, 1:g9t, 1:g9z, 1:ga7, 1:gaf, 1:gau, \
    1:gb8, 1:gbb, 1:gdh, 1:gdk, 1:gdp, 1:h4x, 1:h5q, 1:hiq, 1:hj1, 1:hjn, 1:hrh, 1:hrt, 1:htr, \
    1:hv0, 1:iaq, 1:ib4, 1:ibi, 1:icg, 1:idg, 1:iiy, 1:ij9, 1:il3, 1:iry, 1:iss, 1:iyk, 1:iz4, \
    1:iz8, 1:j5b, 1:jae, 1:jdu, 1:jdz, 1:je3, 1:k40, 1:k48, 1:k8j, 1:kcs, 1:kcu, 1:ke4, 1:kh0, \
    1:khc, 1:khf, 1:khl, 1:kka, 1:kl7, 1:klc, 1:klp, 1:kqb, 1:krp, 1:krs, 1:kwu, 1:kww, 1:kxe, \
    1:l4d, 1:l5o, 1:l5u, 1:l7r, 1:l80, 1:l82, 1:l8b, 1:l94, 1:lk2, 1:lv5, 1:lve, 1:lwf, 1:lx0, \
    1:lx7, 1:lxg, 1:lxj, 1:lym, 1:lyp, 1:lz5, 1:lz9, 1:lzl, 1:m0b, 1:m0p, 1:m0w, 1:m2i, 1:m2w, \
    1:m2z, 17:-9gg, 1i:-10, 2:6x5, 1*2:6x7, 2p:-9kr 9ll, 1:-9ks 9lm, 3:-n 9l6, 2o:-24 9mw, \
    1e*2:-6cx, 1:-689, 1:-6cy, 1*2:-689, 1*3:-6d0, 1*6:-68a, 1:-6cm, 1*3:-6d7, 1:-6cj, 1*a:-6d8, \
    1*l:-6b2, 1:-6bo, 1*2:-6dt, 1*2:-68w, 1:-68t, 1:-68s, 1:-68o, 1:-68l, 1:-68k, 1:-6du, \
    1:-68i, 1:-68h, 1*2:-6dw, 1:-6dv, 1*2:-6du, 1:-6dr, 1:-6dq, 1*5:-6dp, 1:-6dn, 1:-6dk, \
    1:-6db, 1:-6d5, 1:-6d1, 1*2:-68h, 1*3:-6ct, 1*2:-6bn, 1:-6bl, 1*2:-6bd, 1:-6bc, 1:-6b3, \
    1:-6b1, 4:5m6, 1:5q1, 1:5md, 1:7d2, 1:5mc, 1:5na, 1:5mb, 1:dcp, 1:5of, 1:5mm, 1:5lx, 1:7t8, \
    1:7f6, 1:5qz, 2p:-9ug 3cw 15, 1:-9uh 3cy 15, 1:-9ui 3cz 15, 1:-9uj 3d1 15, 1:-9uk 3d2 15, \
    1:-9ul 3d3 15, 1:-9um 3d5 15, 1:-9un 3d7 15, 1:-9uo 3d8 15, 1:-9up 3da 15, 1:-9uq 3db 15, \
    1:-9ur 3dc 15, 1:-9us 3dd 15, 1:-9ut 3de 15, 1:-9uu 3cw 3fl 15, 1:-9uv 3cy 3fl 15, 1:-9uw \
    3cz 3fl 15, 1:-9ux 3d1 3fl 15, 1:-9uy 3d2 3fl 15, 1:-9uz 3d3 3fl 15, 1:-9v0 3d5 3fl 15, \
    1:-9v1 3d7 3fl 15, 1:-9v2 3d8 3fl 15, 1:-9v3 3da 3fl 15, 1:-9v4 3db 3fl 15, 1:-9v5 3dc 3fl \
    15, 1:-9v6 3dd 3fl 15, 1:-9v7 3de 3fl 15, 1:-9v8 3d8 3fy 15, 1:-9v9 3d7 3ft 3d8 3fp 3hn 15, \
    1:-9va 3d7 3ft 3de 3fy 15, 2:-9vc feo 15, 1:-9vd fik 15, 1:-9ve fex 15, 1:-9vf h5n 15, \
    1:-9vg fis 15, 1:-9vh g31 15, 1:-9vi fer 15, 1:-9vj g2z 15, 1:-9vk fh9 15, 1:-9vl gg1 15, \
    1:-9vm kco 15, 1:-9vn m7f 15, 1:-9vo ldg 15, 1:-9vp kdk 15, 1:-9vq ssx 15, 1:-9vr h7j 15, \
    1:-9vs k4l 15, 1:-9vt kkq 15, 1:-9vu kcp 15, 1:-9vv ny6 15, 1:-9vw glp 15, 1:-9vx mm1 15, \
    1:-9vy rs1 15, 1:-9vz nz1 15, 1:-9w0 gc4 15, 1:-9w1 fkz 15, 1:-9w2 gos 15, 1:-9w3 i1y 15, \
    1:-9w4 nhf 15, 1:-9w5 flt 15, 1:-9w6 rt3 15, 1:-9w7 ggk 15, 1:-9w8 nzh 15, 1:-9w9 fm9 15, \
    1:-9wa pnu 15, 1:-9wb po3 15, 1:6x7, 1:8qf, 1:a4h, 1:eh4, 9:-9vk 2c 1x, 1:-9wf 1d, 1:-9wg \
    1e, 1:-9wh 1f, 1:-9wi 1g, 1:-9wj 1h, 1:-9wk 1i, 1:-9wl 1j, 1:-9wm 1k, 1:-9wn 1l, 1:-9wn 1c, \
    1:-9wo 1d, 1:-9wp 1e, 1:-9wq 1f, 1:-9wr 1g, 1:-9ws 1h, 1:-6lc, 1*2:-6lb, 1*3:-6la, 1:-6l9, \
    1*2:-6l8, 1*5:-6l7, 1:-6lq 3fl, 1:-6lp 3fl, 1:-6lp 3fl, 1:-6lo 3fl, 1:-6lo 3fl, 1:-6lo 3fl, \
    1:-6ln 3fl, 1:-6lm 3fl, 1:-6lm 3fl, 1:-6ll 3fl, 1:-6ll 3fl, 1:-6ll 3fl, 1:-6ll 3fl, 1:-6ll \
    3fl, 1:-6lq 3fl 3hz 3cw 3ft, 1:-6lt 3fy 3d7 3g4, 1:-6lv 3fy, 2:5fk, 1:5jf, 1:5fr, 1:76g, \
    1:5jk, 1:63s, 1:5fh, 1:63o, 1:5hx, 1:6go, 1:ada, 1:c80, 1:be0, 1:ae3, 1:itf, 1:780, 1:a51, \
    1:al5, 1:ad3, 1:dyj, 1:6m1, 1:cmc, 1:hsb, 1:dza, 1:6cc, 1:e2n, 1:d5p, 1:7o8, 1:ij1, 1:619, \
    1:6he, 1:bih, 1:k11, 1:5m8, 1:647, 1:b7k, 1:5eu, 1:5fs, 1:5et, 1:8jj, 1:6kr, 1:6fm, 1:831, \
    1:81n, 1:dh3, 1:5lg, 1:hsp, 1:6g5, 1:7l8, 1:-9z2 1i, 1:-9z3 1j, 1:-9z4 1k, 1:-9z5 1l, 1:-9z5 \
    1c, 1:-9z6 1d, 1:-9z7 1e, 1:-9z8 1f, 1:-9z9 1g, 1:-9za 1h, 1:-9zb 1i, 1:-9zc 1j, 1:-9zd 1k, \
    1:-9ze 1l, 1:-9ze 1c, 1:-9zj kco, 1:-9zj kco, 1:-9zj kco, 1:-9zj kco, 1:-9zj kco, 1:-9zj \
    kco, 1:-9zj kco, 1:-9zj kco, 1:-9zj kco, 1:-9zs 1c kco, 1:-9zt 1d kco, 1:-9zu 1e kco, 1:-9z8 \
    2v, 1:-9yg 36 2v, 1:-9yh 2e, 1:-9z7 2c 1w, 1:-fi, 1:-fh, 1:-fg, 1:-ff, 1*2:-fe, 1:-fd, \
    1:-fc, 1:-fb, 1:-fa, 1:-f9, 1:-f8, 1:-f7, 1:-f6, 1:-f5, 1:-f4, 1:-f3, 1:-f1, 1:-f0, 1:-ez, \
    1*6:-ey, 1:-ew, 1:-eu, 1:-es, 1:-eq, 1*5:-eo, 1:-en, 1:-em, 1*6:-el, 1*4:-ek, 2:-gu 9n3 9lm \
    9oc 9mw, 1:-gv 9nv 9n9 9lt, 1:-gw 9o3 9nc 9lm 9lu, 1:-gx 9oc 9nv, 1:-gw 9mz 9o3 9m7 9ll, \
    1:-gx 9o3 9mp, 1:-gw 9m1 9o3, 1:-gv 9mh 9m7 9oc 9mw 9ll, 1:-gw 9oc 9m3 9oc, 1:-gv 9o3 9mh, \
    1:-gw 9oc 9nk, 1:-gw 9lw 9nu, 1:-gx 9nt 9mr 9mw, 1:-gy 9nx 9nu 9oc, 1:-gz 9ll 9nx 9o3, 1:-h0 \
    9ll 9o3 9ni, 1:-gz 9ll 9m3 9ll, 1:-h0 9ll 9mz 9oc, 1:-h1 9np 9nu 9oc, 1:-h2 9ll 9nv 9mn 9ll \
    9oc, 1:-h3 9nx, 1:-h4 9nx 9m7 9ll 9nt 9nk, 1:-h5 9nx 9nl 9oc 9mw 9nv, 1:-h6 9nx 9nz 9mr 9mw, \
    1:-h5 9ll 9nt 9nk, 1:-h6 9ll 9nt 9nk 9mw 9o3, 1:-h7 9nv 9mj 9ll 9lw 9nx, 1:-h8 9nx 9oc 9n1, \
    1:-h7 9oc 9mh, 1:-h6 9nv 9my, 1:-h7 9oc 9nf 9lm, 1:-h6 9lw 9m7 9nv, 1:-h7 9o3 9mp 9oc 9nk, \
    1:-h6 9nu 9o3 9m7 9ll, 1:-h3 9o3 9mp, 1:-h4 9o3 9mw, 1:-h1 9ll 9oc 9mh, 1:-gv 9ll 9mf, 1:-gu \
    9ll 9nv, 1:-gv 9o3, 1:-gu 9n2, 1:-gr 9mr 9mw, 1:-gr 9lw 9ms, 1:-gs 9lm 9oc 9mj 9o3 9mw, \
    1:-gt 9lm 9oc 9ms, 1:-gu 9ll 9oc 9nw 9nv, 1:-gs 9lm 9lu 9mh 9mw 9nv, 1:-gt 9lm 9m7 9nv, \
    1:-gu 9lm 9mb, 1:-gv 9ll 9nv, 1:-gt 9lt 9nt 9mr 9mw 9ll, 1:-gu 9lv 9oc 9mw, 1:-gv 9ll 9mr \
    9mf 9lz 9nv, 1:-gw 9nt 9o3, 1:-gu 9m7 9mn 9oc 9nv, 1:-gv 9lm 9ml, 1:-gw 9lm 9mz 9n6, 1:-gx \
    9nv 9ms, 1:-gy 9lm 9o3 9mh, 1:-gz 9lm 9oc 9mf 9ll, 1:-h0 9ll 9oc 9mn, 1:-gy 9lm 9lw 9o3 9mw, \
    1:-gz 9ll 9nv 9mw, 1:-h0 9o3, 1:-h1 9lm 9o3 9mw 9ll, 1:-h2 9oc 9nv, 1:-h3 9oc 9o3, 1:-h1 9lw \
    9m7 9nx, 1:-h2 9lw 9nv, 1:-h3 9mr 9n3, 1:-h4 9nv 9m7, 1:-h5 9o3 9mf 9nr 9o3, 1:-h5 9m7 9nx \
    9o3, 1:-h6 9nu, 1:-h7 9nu 9n3 9ll 9oc 9nv, 1:-h6 9m3 9ll, 1:-h7 9m3 9ll 9mw 9o3, 1:-h8 9oc \
    9mw 9nv, 1:-h6 9oc 9mw 9ll, 1:-h7 9oc 9nv, 1:-h6 9lu 9o3, 1:-h3 9mr 9mw 9nv, 1:-h4 9nt, \
    1:-h4 9n6 9lm 9oc, 1:-h5 9oc 9n9 9ll 9nv, 1:-h5 9nk, 1:-h6 9o3 9mw 9m9 9ll 9o3, 1:-h4 9mr \
    9mw, 1:-a3s m9l, 1:-a3s m9l, 1:-a3s m9l, 1:-a3s m9l, 1:-a3s m9l, 1:-a3s m9l, 1:-a3s m9l, \
    1:-a3s m9l, 1:-a3s m9l, 1:-a3s m9l, 1:-a41 1c m9l, 1:-a42 1d m9l, 1:-a43 1e m9l, 1:-a44 1f \
    m9l, 1:-a45 1g m9l, 1:-a46 1h m9l, 1:-a47 1i m9l, 1:-a48 1j m9l, 1:-a49 1k m9l, 1:-a4a 1l \
    m9l, 1:-a4a 1c m9l, 1:-a4b 1d m9l, 1:-a4c 1e m9l, 1:-a4d 1f m9l, 1:-a4e 1g m9l, 1:-a2x 28 \
    2p, 1:-a32 2p, 1:-a42 2d, 1:-a36 2p 36, 1:-a2u 2e, 1:-a2u 2r, 1:-a37 31, 1:-a38 31 1e, \
    1:-a39 31 1f, 1:-a41 2d, 1:8hk jdc, 1:a0h gp8, 1:7fu l7n, 1:9zk lh7, 1:aej irz fmi ny6, \
    1:-a34 1t, 1:-a37 1t, 1:-9fq 1t, 1:-a3a 1t, 1:-a3d 1t, 1:-a4a 1u, 1:-a49 1u, 1:-a4g 1u, \
    1:-a3p 2p 30, 1:-a3i 2r 2p 30, 1:-a3e 1y, 1:-a3h 1y, 1:-9g0 1y, 1:-9g1 2v, 1:-a3l 2v, 1:-a3o \
    2v, 1:-a4o 3e, 1:-a3q 20 3e, 1:-a4l 20 3e, 1:-a4s 20 3e, 1:-a4g 20 3e, 1:-9g9 30, 1:-a3t 30, \
    1:-a43 30, 1:-a3x 30, 1:-a43 31, 1:-a3w 31, 1:-9gf 31, 1:-a3z 31, 1:-a4a 31, 1:-a43 31, \
    1:-a42 31 1e, 1:-a4d 31 1e, 1:-a44 1e, 1:-a47 31 1e, 1:-a46 31 1f, 1:-a4h 31 1f, 1:-a48 1f, \
    1:-a4b 31 1f, 1:-a4a 6qd 37, 1:-a4b 6qd 37 1e, 1:-a55 2p, 1:-a4f 28 2p, 1:-a5a 28 2p, 1:-a5h \
    28 2p, 1:-a4b 2p 2s, 1:-a4c 2p 2s 6qd 37, 1:-a4d 2p 2s 6qd 37 1e, 1:-a4g 37, 1:-a4j 37, \
    1:-9h2 37, 1:-a4m 37, 1:-a4k 2e, 1:-a4n 2e, 1:-9h6 2e, 1:-a4q 2e, 1:-a4t 2e, 1:-a5o 2e, \
    1:-a4q 2f, 1:-a4t 2f, 1:-9hc 2f, 1:-a4w 2f, 1:-a4z 2f, 1:-a5u 2f, 1:-a51 q1, 1:-a5w q1, \
    1:-a5d 1a 31 1a, 1:-a69 35, 1:-a5d 2r, 1:-a5e 2s, 1:-a6b 6qd 2z 2v, 1:-a6c 33 1a, 1:-a5g 1u, \
    1:-a6a 3d, 1:-a5e 2p, 1:-a6b 28, 1:-a5f 32, 1:-a6a 23, 1:-a6b 25, 1:-a5g 38, 1:-a5g 31, \
    1:-a5h 32, 1:-a5i 33 2v, 1:-a5j 3c, 1:-a5j 2q, 1:-a5k 2x 30, 1:-a5l 33 30, 1:-a6f 20, 1:-a5k \
    1a 31 1a, 1:-a6h 28 25, 1:-a6i 2a, 1:-a5k 36, 1:-a6h 3a, 1:-a6e 2q, 1:-a6g 6qd 31, 1:-a72 \
    6qd 31, 1:-a7j k4l, 1:-a7j k4l, 1:-a7j k4l, 1:-a7j k4l, 1:-a7j k4l, 1:-a7j k4l, 1:-a7j k4l, \
    1:-a7j k4l, 1:-a7j k4l, 1:-a7s 1c k4l, 1:-a7t 1d k4l, 1:-a7u 1e k4l, 1:-a7v 1f k4l, 1:-a7w \
    1g k4l, 1:-a7x 1h k4l, 1:-a7y 1i k4l, 1:-a7z 1j k4l, 1:-a80 1k k4l, 1:-a81 1l k4l, 1:-a81 1c \
    k4l, 1:-a82 1d k4l, 1:-a83 1e k4l, 1:-a84 1f k4l, 1:-a85 1g k4l, 1:-a86 1h k4l, 1:-a87 1i \
    k4l, 1:-a88 1j k4l, 1:-a89 1k k4l, 1:-a8a 1l k4l, 1:-a8a 1c k4l, 1:-a8b 1d k4l, 1:-a6w 2p \
    30, mn1:-w2a, 1:-w29, 5v:-1, 3s:-wya, 1:-wx2, o3:-tx, 1:-12, 1:-xdf, 1:-d, fq9:-1di2 2u, \
    1:-1di3 2x, 1:-1di4 30, 1:-1di5 2u 2x, 1:-1di6 2u 30, 1:-1dhu 38, 1:-1dhv 38, d:-1cin 12u, \
    1:-1cio 12d, 1:-1cip 12j, 1:-1cig 12u, 1:-1cir 12l, 9:-1cfy, 1:-1cgh, 1*2:-1cgf, 1*3:-1cg9, \
    1:-1cfz, 1:-1cfy, 1:-1dku, 12:-1chr 15o, 1:-1cdb, 1:-1cdc, 1:-1cd3, 1:-1cd4, 1:-1cd5, \
    1:-1cd6, 1:-1cd4, 1:-1cd5, 1:-1cd6, 1:-1cd7, 1:-1cd6, 1:-1cd7, 1:-1cd8, 1:-1cd9, 1:-1cdg, \
    1:-1cdh, 1:-1cdi, 1:-1cdj, 1:-1cdf, 1:-1cdg, 1:-1cdh, 1:-1cdi, 1:-1cdp, 1:-1cdq, 1:-1cdr, \
    1:-1cds, 1:-1ccm, 1:-1ccn, 1:-1cco, 1:-1ccp, 1:-1cco, 1:-1ccp, 1:-1ccq, 1:-1ccr, 1:-1cdq, \
    1:-1cdr, 1:-1cds, 1:-1cdt, 1:-1cdv, 1:-1cdw, 1:-1cdx, 1:-1cdy, 1:-1cdw, 1:-1cdx, 1:-1cdy, \
    1*2:-1cdz, 1:-1ce0, 1:-1ce1, 1:-1ce2, 1:-1cdx, 1:-1cdy, 1:-1ce0, 1:-1ce1, 1:-1ce0, 1:-1ce1, \
    1:-1ce8, 1:-1ce9, 1:-1cdu, 1:-1cdv, 1:-1ce3, 1:-1ce4, 1:-1cdh, 1:-1cdi, 1:-1cdj, 1:-1cdk, \
    1:-1cdf, 1:-1cdg, 1:-1cdh, 1:-1cdi, 1:-1cdf, 1:-1cdg, 1:-1cdh, 1:-1cdi, 1:-1cdl, 1:-1cdm, \
    1:-1cdn, 1:-1cdo, 1:-1cdg, 1*2:-1cdh, 1:-1cdi, 1:-1cdj, 1:-1cdk, 1:-1ccv 190, 1:-1ccw 190, \
    1:-1cdh, 1:-1cdi, 1:-1cdj, 1:-1cdk, 1:-1cdo, 1:-1cdp, 1:-1cdq, 1:-1cdr, 1:-1cd8, 1:-1cd9, \
    1:-1cda 190, 1:-1cdb 190, y:-1cfa, 1:-1cfb, 1:-1cfc, 1:-1cfd, 1:-1ceo, 1:-1cep, 1:-1cer, \
    1:-1ces, 1:-1cer, 1:-1ces, 1:-1ceu 19w, 1:-1cer, 1:-1ces, 1:-1cez, 1:-1cf0, 1:-1cex, \
    1:-1cey, 1:-1ces, 1:-1cet, 1:-1ceu, 1:-1cev, 1:-1cin, 1:-1cio, 1:-1cio 190 17r, 1:-1cip 190 \
    17r, 1:-1ciq 190 1cl, 1:-1cir 190 1cl, 1:-1cis 190 18o, 1:-1cit 190 18o, 1:-1ciu 190 1c7, \
    1:-1civ 190 1c7, 1:-1ciw 190 1c6, 1:-1cix 190 1c6, 1:-1ciy 190 1c8, 1:-1ciz 190 1c8, 1:-1cj0 \
    190 1cg, 1:-1cj1 190 1cg, 1:-1cj2 190 1cg, 1:-1cj3 190 18p, 1:-1cj4 190 18p, 1:-1cj5 190 \
    18p, 1:-1cfk, 1:-1cfl, 1:-1cfm, 1:-1cfn, 1:-1cja 190 17w, 1:-1cjb 190 17x, 1:-1cjc 190 18l, \
    1:-1cjd 190 18p, 1:-1cje 190 18q, 1:-1ckd 17w, 1:-1cke 17x, 1:-1ckf 17y, 1:-1ckg 18l, \
    1:-1ckh 18p, 1:-1cki 18q, 1:-1ckh 17w, 1:-1cki 17x, 1:-1ckj 17y, 1:-1ckk 18l, 1:-1ckl 18p, \
    1:-1ckm 18q, 1:-1ckm 17w, 1:-1ckn 18l, 1:-1cko 18p, 1:-1ckp 18q, 1:-1ckp 17x, 1:-1ckq 18l, \
    1:-1ckq 17w, 1:-1ckr 18l, 1:-1ckr 17w, 1:-1cks 17x, 1:-1ckt 18l, 1:-1ckp 17w, 1:-1ckq 17x, \
    1:-1ckr 17y, 1:-1cks 18l, 1:-1ckr 17x, 1:-1cks 18l, 1:-1cks 17w, 1:-1ckt 17x, 1:-1cku 17y, \
    1:-1ckv 18l, 1:-1ckv 17x, 1:-1ckw 18l, 1:-1ckw 18l, 1:-1ckw 17w, 1:-1ckx 18l, 1:-1ckx 17w, \
    1:-1cky 18l, 1:-1cks 17w, 1:-1ckt 17x, 1:-1cku 17y, 1:-1ckv 18l, 1:-1ckw 18p, 1:-1ckx 18q, \
    1:-1ckx 17x, 1:-1cky 18l, 1:-1ckz 18p, 1:-1cl0 18q, 1:-1cl0 17r, 1:-1cl1 17w, 1:-1cl2 17x, \
    1:-1cl3 17y, 1:-1cl4 18k, 1:-1cl5 18l, 1:-1cl6 18p, 1:-1cl7 18q, 1:-1cl7 17w, 1:-1cl8 17x, \
    1:-1cl9 17y, 1:-1cla 18l, 1:-1clb 18p, 1:-1clc 18q, 1:-1clc 17w, 1:-1cld 17x, 1:-1cle 17y, \
    1:-1clf 18l, 1:-1clg 18p, 1:-1clh 18q, 1:-1clh 17w, 1:-1cli 17x, 1:-1clj 17y, 1:-1clk 18l, \
    1:-1cll 18p, 1:-1clm 18q, 1:-1clm 17w, 1:-1cln 18l, 1:-1clo 18p, 1:-1clp 18q, 1:-1cln 17w, \
    1:-1clo 17x, 1:-1clp 17y, 1:-1clq 18l, 1:-1clr 18p, 1:-1cls 18q, 1:-1cmj 19s, 1:-1cmj 19s, \
    1:-1clw 19s, 1:-1dtq 18s 18x, 1:-1dtr 18t 18x, 1:-1dts 18u 18x, 1:-1dtt 18v 18x, 1:-1dtu 18w \
    18x, 1:-1dtv 18x 19s, 1:-1cm2 190 181, 1:-1cm3 190 182, 1:-1cm4 190 18l, 1:-1cm5 190 18m, \
    1:-1cm6 190 18p, 1:-1cm7 190 18q, 1:-1cn6 181, 1:-1cn7 182, 1:-1cn8 18l, 1:-1cn9 18m, \
    1:-1cna 18p, 1:-1cnb 18q, 1:-1cna 181, 1:-1cnb 182, 1:-1cnc 18l, 1:-1cnd 18m, 1:-1cne 18p, \
    1:-1cnf 18q, 1:-1cnf 181, 1:-1cng 182, 1:-1cnh 18l, 1:-1cni 18m, 1:-1cnj 18p, 1:-1cnk 18q, \
    1:-1cmz 18p, 1:-1cn0 18q, 1:-1cn0 18p, 1:-1cn1 18q, 1:-1cn1 17r, 1:-1cn2 18k, 1:-1cn3 18l, \
    1:-1cn4 18p, 1:-1cn5 18q, 1:-1cn5 18l, 1:-1cn6 18p, 1:-1cn7 18q, 1:-1cn7 17r, 1:-1cn8 18l, \
    1:-1cn8 181, 1:-1cn9 182, 1:-1cna 18l, 1:-1cnb 18m, 1:-1cnc 18p, 1:-1cnd 18q, 1:-1cnb 19s, \
    1:-1cnb 181, 1:-1cnc 182, 1:-1cnd 18l, 1:-1cne 18m, 1:-1cnf 18p, 1:-1cng 18q, 1:-1cnh 190 \
    17w, 1:-1cni 190 17x, 1:-1cnj 190 17y, 1:-1cnk 190 18l, 1:-1cnl 190 18n, 1:-1cok 17w, \
    1:-1col 17x, 1:-1com 17y, 1:-1con 18l, 1:-1coo 18n, 1:-1con 17w, 1:-1coo 17x, 1:-1cop 17y, \
    1:-1coq 18l, 1:-1cor 18n, 1:-1cor 18l, 1:-1cor 17x, 1:-1cos 18l, 1:-1cos 17w, 1:-1cot 18l, \
    1:-1cot 17w, 1:-1cou 18l, 1:-1coq 17w, 1:-1cor 17x, 1:-1cos 17y, 1:-1cot 18l, 1:-1cos 17x, \
    1:-1cot 17y, 1:-1cou 18l, 1:-1cou 17w, 1:-1cov 17x, 1:-1cow 17y, 1:-1cox 18l, 1:-1cox 17x, \
    1:-1cox 18l, 1:-1cox 17w, 1:-1coy 18l, 1:-1coy 17w, 1:-1coz 18l, 1:-1cot 17w, 1:-1cou 17x, \
    1:-1cov 17y, 1:-1cow 18l, 1:-1cow 17x, 1:-1cox 18l, 1:-1cox 17w, 1:-1coy 17x, 1:-1coz 17y, \
    1:-1cp0 18k, 1:-1cp1 18l, 1:-1cp1 17w, 1:-1cp2 17x, 1:-1cp3 17y, 1:-1cp4 18l, 1:-1cp5 18n, \
    1:-1cp5 17w, 1:-1cp6 17x, 1:-1cp7 17y, 1:-1cp8 18l, 1:-1cp8 17w, 1:-1cp9 17x, 1:-1cpa 17y, \
    1:-1cpb 18l, 1:-1cpc 18n, 1:-1cpc 17w, 1:-1cpd 18l, 1:-1cpe 19s, 1:-1cpc 17w, 1:-1cpd 17x, \
    1:-1cpe 17y, 1:-1cpf 18l, 1:-1cpg 18n, 1:-1cph 190 18l, 1:-1cpi 190 18n, 1:-1cqh 18l, \
    1:-1cqi 18n, 1:-1cqh 18l, 1:-1cqi 18n, 1:-1cqi 18l, 1:-1cqj 18n, 1:-1cqc 18l, 1:-1cqd 18n, \
    1:-1cqd 18l, 1:-1cqe 18n, 1:-1cq0 18k, 1:-1cq1 18l, 1:-1cq1 18l, 1:-1cq0 18l, 1:-1cq1 18n, \
    1:-1cpy 18l, 1:-1cpz 18n, 1:-1cqa 18u 18x, 1:-1cqb 18v 18x, 1:-1cqc 18w 18x, 1:-1cqm 18p, \
    1:-1cqn 18q, 1:-1cqm 18p, 1:-1cqn 18q, 1:-1cqn 18p, 1:-1cqo 18q, 1:-1cqw 18p, 1:-1cqx 18q, \
    1:-1cqx 18p, 1:-1cqy 18q, 1:-1cr6 18p, 1:-1cr7 18q, 1:-1cr9 18p, 1:-1cra 18q, 1:-1cr9 18p, \
    1:-1cra 18q, 1:-1cr4 18p, 1:-1cr5 18q, 1:-1cr5 18p, 1:-1cr6 18q, 1:-1cr9 17w, 1:-1cra 17x, \
    1:-1crb 17y, 1:-1crc 18l, 1:-1crd 181, 1:-1crf 181, 1:-1cre 181, 1:-1cre 181, 1:-1cre 18p, \
    1:-1crf 18q, 1:-1cre 18p, 1:-1crf 18q, 1:-1crf 18p, 1:-1crg 18q, 1:-1cro 18p, 1:-1crp 18q, \
    1:-1crp 18p, 1:-1crq 18q, 1:-1cry 18p, 1:-1crz 18q, 1:-1cs1 18p, 1:-1cs2 18q, 1:-1cs1 18p, \
    1:-1cs2 18q, 1:-1crw 18p, 1:-1crx 18q, 1:-1crx 18p, 1:-1cry 18q, 1:-1cs1 17w, 1:-1cs2 17x, \
    1:-1cs3 17y, 1:-1cs4 18l, 1:-1cs5 181, 1:-1cs7 181, 1:-1cs6 181, 1:-1cs6 181, 1:-1cs9 17w, \
    1:-1csa 17x, 1:-1csb 17y, 1:-1csc 18l, 1:-1cse 18n, 1:-1cse 18n, 1:-1csc 18l, 1:-1csh 17w, \
    1:-1csi 17x, 1:-1csj 17y, 1:-1csj 17w, 1:-1csk 17x, 1:-1csl 17y, 1:-1csj 18l, 1:-1csj 18l, \
    1:-1ct1 18r, 1:-1ct2 18r, j:-1cti 17w 18l, 1:-1ctj 17x 17w, 1:-1ctk 17x 17w, 1:-1ctl 17x \
    18l, 1:-1ctm 17y 18l, 1:-1ctn 18l 17w, 1:-1cto 18l 17x, 1:-1ctp 18l 17y, 1:-1cto 18l 17x, \
    1:-1ctp 18l 17x, 1:-1ctp 18l 18q, 1:-1ctq 18l 18p, 1:-1ctl 17x 17w, 1:-1ctm 17w 17x, 1:-1ctn \
    17w 18p, 1:-1cto 18l 17x, 1:-1ctp 18l 17x, 1:-1ctq 18l 17w, 1:-1ctr 18l 18l, 1:-1cts 18l \
    18l, 1:-1ctr 17x 17x, 1:-1cts 17x 17x, 1:-1ctt 18l 18l, 1:-1ctv 17x 18l, 1:-1ctw 17x 18l, \
    1:-1ctx 17w 18q, 1:-1cty 18l 17y, 1:-1ctz 18l 17y, 1:-1cu0 18l 18l, 1:-1cu1 18l 18l, 1:-1cu0 \
    17x 18p, 1:-1cu1 17y 18l, 1:-1cu2 17y 18l, 1:-1cu2 18l 17x, 1:-1cu3 18l 17x, 1:-1cu4 18l \
    18l, 1:-1cu5 18l 18q, 1:-1cu4 17w 18l, 1:-1cu5 18l 18l, 1:-1cu6 18l 18l, 1:-1cu7 18l 18p, \
    1:-1cu7 18l 18l, 1:-1cu8 18l 18q, 1:-1cu9 18l 18p, 1:-1cu3 17y 18l, 1:-1cu4 17y 18l, 1:-1cu4 \
    18l 17x, 1:-1cu5 18l 18l, 1:-1cu4 17x 18l, 1:-1cu5 17x 18q, 1:-1cu6 17x 18p, 1:-1cu7 17w \
    17w, 1:-1cu8 17w 17w, 1:-1cu9 17y 18l, 1:-1cua 17y 18l, 1:-1cub 18l 17x, 1:-1cuc 18l 17x, \
    1:-1cuc 17x 17w, 1:-1cud 17x 18l, 1:-1cue 17x 18q, 1:-1cuf 17w 17x, 1:-1cug 17w 18l, 1:-1cuh \
    17y 17w, 1:-1cui 17y 18l, 3:-1cul 17w 17y, 1:-1cuk 18l 17w, 1:-1cul 18l 18l, 1:-1cun 17x \
    18l, 1:-1cuo 17x 18p, 1:-1cup 17w 18l, 1:-1cuq 17w 18l, 1:-1cur 17w 18p, 1:-1cus 18l 18q, \
    1:-1cut 18l 18p, 1:-1cuq 18l 18l, 1:-1cur 18l 18l, 1:-1cvq 17y 18q, 1:-1cvp 17w 18q, 1:-1cvq \
    17w 18p, 1:-1cvr 17y 18q, 1:-1cvs 17y 18p, 1:-1cvt 18l 18q, 1:-1cvu 18l 18p, 1:-1cvt 18l \
    18q, 1:-1cvu 17x 18p, 1:-1cvv 18l 18p, 1:-1cvp 17y 18p, 1:-1cvo 17x 18q, 1:-1cvq 17x 18q, \
    1:-1cvp 17x 18q, 1:-1cvc 17w 18q, 1:-1cvd 18l 18q, 1:-1cv8 17x 18q, 1:-1cv9 17w 18q, 1:-1cva \
    18l 18q, 1:-1cvg 18l 18q, 1:-1cvk 18l 18q, 1:-1cvh 17x 18q, 1:-1cvm 18l 17x, 1:-1cvl 17x \
    18l, 1:-1cvx 18l 18q, 1:-1cvo 18l 18q, 1:-1cvm 17w 17x, 1:-1cvo 17y 18q, 1:-1cvq 17w 18l, \
    1:-1cvs 18l 18l, 1:-1cvs 17w 18l, 1:-1cvr 17w 17x, 1:-1cwi 17x 18q, 1:-1cwi 17w 18q, 1:-1cvv \
    17w 18q, 1:-1cw0 18l 18q, 1:-1cwq 17x 18q, 1:-1cw0 18l 18l, 1:-1cwb 17w 18l, 1:-1cwg 18l \
    18l, 1:-1cwj 17y 18q, 1:-1cw1 17w 18q, 15:-1cxn 18k 1ci, 1:-1cxb 18k 1ci, 1:-1cy3 18k 18k \
    18n, 1:-1cy4 18j 17s 181, 1:-1cxb 17x 18l 17z, 1:-1cxs 18k 189 18l, 1:-1cxx 183 18o 18k, \
    1:-1cxq 18k 18q 18n, 1:-1cxc 183 18k 18l, 1:-1cxw 18k 18p, 1:-1cxx 18k 18p w 17r 18k 18k 18n \
    w 189 18k 18q 18n w 18o 183 18k 18l, 1:-1cy7 18k w 17w 18k 17r 18k 18n, 1:-1cy3 1cc 17r 18k, \
    k:-1e5g, 1*2:-14pc, 1*2:-1e55, 1:-1e5w, 1:-1e53, 1*2:-14ox, 1:-1e5n 1a 1a, n:-1e6a 1a, \
    1:-17vh, 1:-17vj, 1:-1e50, 1:-1e51, 1*2:-1e6l, 1:-1e4c, 1:-1e4b, 1*2:-14px, 1*2:-14q3, \
    1*2:-14qb, 1*2:-14qf, 1*4:-14qd, 3:-1e5o, 1:-1e5n, 1:-1e7d lh, 1:-1e7e lh, 1:-1e7f lh, \
    1:-1e7g lh, 1:-1e5q, 1:-1e5r, 1:-1e5s, 1:-1e78, 1:-14r4, 1:-1e78, 2:-1e6x, 1:-1e6z, 1:-1e6v, \
    1:-1e7q, 1:-17wk, 1*2:-1e7l, 1:-1e5c, 1:-1e5b, 1*2:-14qx, 1:-1e7w, 1:-1e7u, 1*2:-1e7r, \
    1:-1e7q, 1:-1e7c, 1:-1e7b, 1:-1e7d, 2:-1e6k, 1*2:-1e85, 1:-1e7f, 5:-1e8g 18r, 1:-1d0x 18r, \
    1:-1e8i 18s, 2:-1e8k 18t, 2:-1e8m 18u, 1:-1d13 18u, 1:-1e8o 18v, 1:-1d15 18v, 1:-1e8q 18w, \
    1:-1d17 18w, 1:-1e8s 18x, 1:-1d19 18x, 1:-1e8u 18y, 1:-1d1b 18y, 1:-1d27, 1:-1d22 18z, \
    1:-1d23 18z, 1:-1d24 190, 1:-1d25 190, 1:-1d19 190, 1:-1d1a 190, 1:-1d28 191, 1:-1d29 191, \
    1:-1d1b 190, 1:-1d1c 190, 1:-1d1d 190, 1:-1d1e 190, 1:-1d2e, 1*2:-1d2f, 1:-1d2g, 1:-1d2h, \
    1*2:-1d2i, 1*2:-1d2j, 1:-1d2k, 1:-1d2l, 1*2:-1d2m, 1:-1d2n, 1:-1d2o, 1*2:-1d2p, 1:-1d2q, \
    1:-1d2r, 1*2:-1d2s, 1:-1d2t, 1:-1d2u, 1*2:-1d2v, 1:-1d2w, 1:-1d2x, 1*2:-1d2y, 1*2:-1d2z, \
    1*2:-1d30, 1*2:-1d31, 1*2:-1d32, 1:-1d33, 1:-1d34, 1*2:-1d35, 1:-1d36, 1:-1d37, 1*2:-1d38, \
    1:-1d39, 1:-1d3a, 1*2:-1d3b, 1:-1d3c, 1:-1d3d, 1*2:-1d3e, 1:-1d3f, 1:-1d3g, 1*2:-1d3h, \
    1:-1d3i, 1:-1d3j, 1*2:-1d3k, 1:-1d3l, 1:-1d3m, 1*2:-1d3n, 1:-1d3o, 1:-1d3p, 1:-1d3q, \
    1:-1d3k, 1:-1d3l, 1:-1d3m, 1*2:-1d3n, 1:-1d3o, 1:-1d3p, 1*2:-1d3q, 1:-1d3r, 1:-1d3s, \
    1*2:-1d3t, 1:-1d3u, 1:-1d3v, 1*2:-1d3w, 1:-1d3x, 1:-1d3y, 1*2:-1d3z, 1:-1d40, 1:-1d41, \
    1*2:-1d42, 1:-1d43, 1:-1d44, 1*2:-1d45, 1*2:-1d46, 1*2:-1d47, 1:-1d48, 1:-1d49, 1:-1d4a, \
    1:-1d4h 17r 18z, 1:-1d4i 17r 18z, 1:-1d4j 17r 190, 1:-1d4k 17r 190, 1:-1d4l 17r 191, 1:-1d4m \
    17r 191, 1:-1d4n 17r, 1:-1d4o 17r, 5*2m:-1ecg, 1*2:-168q, 1:-14yn, 1*2:-14ye, 1:-14yr, \
    1:-14ru, 1:-14s4, 1:-14ue, 1:-14ud, 1:-14uc, 1:-14ub, 1:-14ua, 1:-14sp, 1:-14so, 1:-14sn, \
    1:-14to, 1:-14s4, 1:-14un, 1:-14um, 1:-14ul, 1:-14uk, 1*2:-14uj, 1:-14ui, 1:-14uh, 1:-14ug, \
    1:-14uf, 1:-14ue, 1:-14ud, 1:-14uc, 1:-14ub, 1:-14ua, 1:-14u9, 1:-14u8, 1:-14u6, 1:-14u5, \
    1:-14u4, 1*6:-14u3, 1:-14u1, 1:-14tz, 1:-14tx, 1:-14tv, 1*5:-14tt, 1:-14ts, 1:-14tr, \
    1*6:-14tq, 1:-14tp, 1:-14tm, 1*2:-14w5, 1:-1b28, 1*2:-1b4x, 1:-1b09, 1:-1b4y, 1*2:-1b09, \
    1*3:-1b50, 1*6:-1b0a, 1:-1b4m, 1*3:-1b57, 1:-1b4j, 1*a:-1b58, 4*6:-1b35, 3*6:-1b37, \
    3*6:-1b39, 3*3:-1b3b, 4*2:-1ef2, 1:-1eeu, 1:-1eir lg, 1:-1ef2, 1:-1ef4, 1:-183h, 2:-178m, \
    1*4:-17x5, 1:-174d, 1:-1737, 15w2*q:-2ke7, 1*q:-2ke1, 1*q:-2kfn, 1*7:-2kfh, 2*i:-2kfh, \
    1*q:-2kh3, 1*q:-2kgx, 1*2/2:-2kij, 1:-2kij, 3:-2kij, 3*2:-2kij, 3*4:-2kij, 2*8:-2kij, \
    1*4:-2kid, 2*2/2:-2kid, 1*6:-2kid, 2*b:-2kid, 1*q:-2kjz, 1*q:-2kjt, 1*2:-2klf, 2*4:-2klf, \
    3*8:-2klf, 2*7:-2klf, 2*q:-2kl9, 1*2:-2kmv, 2*4:-2kmv, 2*5:-2kmv, 2:-2kmv, 4*7:-2kmv, \
    2*q:-2kmp, 1*q:-2kob, 1*q:-2ko5, 1*q:-2kpr, 1*q:-2kpl, 1*q:-2kr7, 1*q:-2kr1, 1*q:-2ksn, \
    1*q:-2ksh, 1*q:-2ku3, 1*q:-2ktx, 1*q:-2kvj, 1*q:-2kvd, 1:-2kqb, 1:-2kj2, 3*h:-2k9j, 1:-2k9t, \
    1*7:-2k9j, 1:-2e9m, 1*p:-2k9d, 1:-2eah, 1:-2k9z, 1:-2k9x, 1:-2k9w, 1:-2k9l, 1:-2k9r, \
    1:-2k9t, 1*h:-2kb5, 1:-2kbf, 1*7:-2kb5, 1:-2eb8, 1*p:-2kaz, 1:-2ec3, 1:-2kbl, 1:-2kbj, \
    1:-2kbi, 1:-2kb7, 1:-2kbd, 1:-2kbf, 1*h:-2kcr, 1:-2kd1, 1*7:-2kcr, 1:-2ecu, 1*p:-2kcl, \
    1:-2edp, 1:-2kd7, 1:-2kd5, 1:-2kd4, 1:-2kct, 1:-2kcz, 1:-2kd1, 1*h:-2ked, 1:-2ken, \
    1*7:-2ked, 1:-2eeg, 1*p:-2ke7, 1:-2efb, 1:-2ket, 1:-2ker, 1:-2keq, 1:-2kef, 1:-2kel, \
    1:-2ken, 1*h:-2kfz, 1:-2kg9, 1*7:-2kfz, 1:-2eg2, 1*p:-2kft, 1:-2egx, 1:-2kgf, 1:-2kgd, \
    1:-2kgc, 1:-2kg1, 1:-2kg7, 1:-2kg9, 1*2:-2kfi, 3*a:-2l5q, 1*a:-2l60, 1*a:-2l6a, 1*a:-2l6k, \
    1*a:-2l6u, 4ch*2:-2od5, 1:-2od2, 1:-2od0, 2:-2ocd, 1:-2od0, 1:-2od6, 1:-2ocx, 1:-2ocf, \
    1*4:-2ocn, 1:-2od7, 1:-2od2, 1:-2ocv, 1:-2od8, 1:-2ocw, 1:-2ode, 1:-2odc, 1*2:-2odn, \
    1:-2odl, 1:-2odk, 1:-2odf, 1:-2ode, 1:-2odd, 1:-2oby, 1:-2o9v, 1:-2oal, 1:-2oc0, 2:-2oe1, \
    1:-2ody, 2:-2od9, 3:-2oe2, 2:-2odb, 1*4:-2odj, 1:-2oe3, 1:-2ody, 1:-2odr, 1:-2oe4, 1:-2ods, \
    2:-2oe8, 1*2:-2oej, 1:-2oeh, 2:-2oeb, 2:-2oe9, 7:-2oeu, 5:-2oey, 2:-2oe7, 2*2/2:-2oef, \
    1:-2oez, 1:-2oeu, 2:-2of0, 1:-2oeo, 2:-2of4, 3:-2ofd, 2:-2of7, 2:-2of5, 2:-2obn, 2:-2ods, \
    2:-2oft, 1:-2ofq, 2:-2of1, 3:-2ofu, 1:-2ofl, 1:-2of3, 1*2/2:-2ofb, 1:-2ofb, 1:-2ofv, \
    1:-2ofq, 1:-2ofj, 1:-2ofw, 1:-2ofk, 2:-2og0, 1*2:-2ogb, 1:-2og9, 2:-2og3, 1:-2og2, 1:-2og1, \
    1:-2oem, 2:-2od9, 2*2:-2ogp, 1:-2ogm, 1:-2ogk, 1*2:-2ofx, 1:-2ogk, 1:-2ogq, 1:-2ogh, \
    1:-2ofz, 2*3:-2og7, 1:-2ogr, 1:-2ogm, 1:-2ogf, 1:-2ogs, 1:-2ogg, 1:-2ogy, 1:-2ogw, \
    1*2:-2oh7, 1:-2oh5, 1:-2oh4, 1:-2ogz, 1:-2ogy, 1:-2ogx, 6:-2ohl, 1:-2ohi, 1:-2ohg, 2:-2ogt, \
    1:-2ohg, 1:-2ohm, 1:-2ohd, 1:-2ogv, 2*3:-2oh3, 1:-2ohn, 1:-2ohi, 1:-2ohb, 1:-2oho, 1:-2ohc, \
    1:-2ohu, 1:-2ohs, 1*2:-2oi3, 1:-2oi1, 1:-2oi0, 1:-2ohv, 1:-2ohu, 1:-2oht, g5:-2q4w 1a, \
    1:-2q4x 18, 1:-2q4x 18, 1:-2q4x 18, 1:-2q4x 18, 1:-2q4x 18, 1:-2q4x 18, 1:-2q4x 18, 1:-2q4x \
    18, 1:-2q4x 18, 1:-2q4x 18, 6:-2q5k 1t 15, 1:-2q5l 1u 15, 1:-2q5m 1v 15, 1:-2q5n 1w 15, \
    1:-2q5o 1x 15, 1:-2q5p 1y 15, 1:-2q5q 1z 15, 1:-2q5r 20 15, 1:-2q5s 21 15, 1:-2q5t 22 15, \
    1:-2q5u 23 15, 1:-2q5v 24 15, 1:-2q5w 25 15, 1:-2q5x 26 15, 1:-2q5y 27 15, 1:-2q5z 28 15, \
    1:-2q60 29 15, 1:-2q61 2a 15, 1:-2q62 2b 15, 1:-2q63 2c 15, 1:-2q64 2d 15, 1:-2q65 2e 15, \
    1:-2q66 2f 15, 1:-2q67 2g 15, 1:-2q68 2h 15, 1:-2q69 2i 15, 1:-2gpi 2b 9hx, 1:-2q5k, \
    1:-2q56, 1:-2q5m 1w, 1:-2q53 2i, 2*q:-2q5r, 1:-2q6a 2e, 1:-2q66 2e, 1:-2q61 1w, 1:-2q62 2b, \
    1:-2q66 28 2e, 1:-2q60 1v, r:-2q71 1v, 1:-2q72 1w, 11:-2q8c 22, 34:-2gsl 9jf, 1:-2gr2 9mb, \
    1:-2gr1, e:-26yt, 1:-28ca, 1:-29ty, 1:-2gr1 9ll, 1:-2avc, 1:-28sb, 1:-1z5f, 1:-28ry, \
    1:-2aus, 1:-267t, 1:-241l, 1:-26bm, 1:-2a4v, 1:-27ip, 1:-2aa9, 1:-26b3, 1:-2a6b, 1:-21nj, \
    1:-239f, 1:-1ym2, 1:-28tw, 1:-29rg, 1:-24gi, 1:-26xe, 1:-26s3, 1:-2azt, 1:-2azl, 1:-1xwh, \
    1:-27uu, 1:-2ayo, 1:-29tn, 1:-26ug, 1:-1ygw, 1:-26zi, 1:-22ep, 1:-227t, 1:-29t8, 1:-24l1, \
    1:-2625, 1:-2627, 1:-239h, 1:-2a4n, 1:-29hg, 1:-1xpq, 5:-2gx8 kdo 9hx, 1:-2gx9 fex 9hx, \
    1:-2gxa fik 9hx, 1:-2gxb i2x 9hx, 1:-2gxc m9l 9hx, 1:-2gxd jf7 9hx, 1:-2gxe nh3 9hx, 1:-2gxf \
    gd9 9hx, 1:-2gxg k0n 9hx, 8:-27jt, 1:-29uq
    """
}
