# The cost of an echo for each node, from the columns that node_bench writes:
#   gnuplot -e "columns='build/release/node_bench.dat'" bench/performance.gnuplot >docs/performance.svg
set terminal svg noenhanced size 900,360 font 'sans-serif,12' background '#ffffff'
set multiplot layout 1,2
set style data boxes
set style fill solid 0.8 noborder
set boxwidth 0.6
set logscale y
set grid ytics
set tics nomirror
set xtics font ',10'
unset key

set title 'Processor time for an echo, in microseconds (log)'
set yrange [0.01:10]
plot columns index 0 using 0:10:xtic(1) linecolor '#3465a4', \
     '' index 0 using 0:10:(sprintf('%.3f', column(10))) with labels offset 0,0.7

set title 'Echoes per second, 16 unanswered at a time (log)'
set yrange [1e4:1e7]
set format y '%.0s%c'
plot columns index 0 using 0:4:xtic(1) linecolor '#73a946', \
     '' index 0 using 0:4:(sprintf('%.0f k', column(4) / 1000)) with labels offset 0,0.7
