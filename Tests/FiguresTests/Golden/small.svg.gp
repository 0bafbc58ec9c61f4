set encoding utf8
set terminal svg enhanced size 411,344 dynamic font 'DejaVu Sans,10.67' fontscale 1 linewidth 1 dashlength 1 rounded background '#ffffff'
set output 'figure.svg'
$panel0band0 << EOD
0.0 0.5 2.0
1.0 0.2 0.4
EOD
$panel0vertical0 << EOD
1.0 0.08354841210835902
1.0 2.3938216771924736
EOD
$panel0reference0 << EOD
-0.18 0.1
3.18 0.1
EOD
$panel0curve0 << EOD
0.0 1.0
1.0 0.3

3.0 0.08354841210835902
EOD
$panel0marker0 << EOD
0.0 1.0
1.0 0.3
EOD
$panel0edge0 << EOD
3.0 0.08354841210835902
EOD
$nothing << EOD
0 0
EOD
set multiplot
unset key
set lmargin at screen 0
set bmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1
unset border
unset xtics
unset ytics
set xrange [0:308.22]
set yrange [0:257.75]
set label 'It’s small' at first 154.11,239.31 center noenhanced font 'DejaVu Sans:Bold,16.67' textcolor rgb '#000000'
set label 'Title' at first 164.22,214.88 center noenhanced font 'DejaVu Sans:Bold,12.67' textcolor rgb '#000000'
set label 'layer' at first 164.22,71.38 center noenhanced font 'DejaVu Sans,12.0' textcolor rgb '#000000'
set label 'MSE' at first 17.2,149.88 center rotate by 90 noenhanced font 'DejaVu Sans,12.0' textcolor rgb '#000000'
set label 'Profile ci · median over 3 seeds, shaded from lowest to highest' at first 154.11,32.31 center noenhanced font 'DejaVu Sans,10.0' textcolor rgb '#595959'
set label '▽ at a lower edge: zero or less, which a logarithmic axis can’t show.' at first 154.11,22.19 center noenhanced font 'DejaVu Sans,10.0' textcolor rgb '#595959'
set label '`id`' at first 154.11,12.06 center noenhanced font 'DejaVu Sans,10.0' textcolor rgb '#595959'
set arrow from first 74.62,48.13 to first 94.62,48.13 nohead lw 1.3 lc rgb '#6a3d9a'
set label '' at first 84.62,48.13 point pointtype 7 pointsize 0.45 linecolor rgb '#6a3d9a'
set label 'curve' at first 99.62,48.13 left noenhanced font 'DejaVu Sans,12.0' textcolor rgb '#000000'
set arrow from first 142.84,48.13 to first 162.84,48.13 nohead lw 1.4 lc rgb '#c1272d' dt (8,7)
set label 'MSE' at first 167.84,48.13 left noenhanced font 'DejaVu Sans,12.0' textcolor rgb '#000000'
set arrow from first 208.01,43.63 to first 208.01,52.63 nohead lw 1.6 lc rgb '#1b9e4b' dt solid
set label 'first' at first 216.01,48.13 left noenhanced font 'DejaVu Sans,12.0' textcolor rgb '#000000'
plot $nothing using 1:2 with dots lc rgb '#ffffffff'
unset label
unset arrow
set lmargin at screen 0.143469
set rmargin at screen 0.922134
set bmargin at screen 0.36421
set tmargin at screen 0.798739
set border 3 lw 0.7 lc rgb '#333333'
unset logscale x
set logscale y 10
set xrange [-0.18:3.18]
set yrange [0.08354841210835902:2.3938216771924736]
set xtics nomirror out scale 0.5,0.25 offset 0,0.3 ('0' 0.0, '1' 1.0, '2' 2.0, '3' 3.0)
set ytics nomirror out scale 0.5,0.25 offset 0.4,0 ('0.1' 0.1, '0.2' 0.2, '0.5' 0.5, '1' 1.0, '2' 2.0, '' 0.09 1, '' 0.30000000000000004 1, '' 0.4 1, '' 0.6000000000000001 1, '' 0.7000000000000001 1, '' 0.8 1, '' 0.9 1)
set grid noxtics ytics back lw 0.5 lc rgb '#e6e6e6' dt solid
plot $panel0band0 using 1:2:3 with filledcurves fc rgb '#c86a3d9a' fs solid noborder, \
  $panel0vertical0 using 1:2 with lines lw 1.6 lc rgb '#1b9e4b' dt solid, \
  $panel0reference0 using 1:2 with lines lw 1.4 lc rgb '#c1272d' dt (8,7), \
  $panel0curve0 using 1:2 with lines lw 1.3 lc rgb '#6a3d9a', \
  $panel0marker0 using 1:2 with points pointtype 7 pointsize 0.45 lc rgb '#6a3d9a', \
  $panel0edge0 using 1:2 with points pointtype 10 pointsize 0.7 lc rgb '#6a3d9a'
unset multiplot
unset output
