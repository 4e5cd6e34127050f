/* A log-linear histogram of nanoseconds: 128 steps an octave, so a percentile is exact within 0.8 %. */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

enum { STEPS = 128, OCTAVES = 40 };

struct histogram {
    uint64_t count, max;
    uint64_t cells[STEPS * OCTAVES];
};

static inline unsigned histogram_cell(uint64_t value) {
    if (value < STEPS) return (unsigned)value;
    unsigned octave = 63u - (unsigned)__builtin_clzll(value) - 6u;  /* 1 for 128..255 */
    unsigned cell = octave * STEPS + (unsigned)((value >> (octave - 1)) - STEPS);
    return cell < STEPS * OCTAVES ? cell : STEPS * OCTAVES - 1;
}

static inline uint64_t histogram_value(unsigned cell) {
    unsigned octave = cell / STEPS;
    if (octave == 0) return cell;
    return ((uint64_t)(cell % STEPS) + STEPS) << (octave - 1);
}

static inline void histogram_add(struct histogram *h, uint64_t value) {
    h->count++;
    h->cells[histogram_cell(value)]++;
    if (value > h->max) h->max = value;
}

/* The value that `share` of all values do not exceed; 0 when there is none. */
static inline uint64_t histogram_percentile(const struct histogram *h, double share) {
    uint64_t wanted = (uint64_t)(share * (double)h->count), seen = 0;
    if (h->count == 0) return 0;
    for (unsigned cell = 0; cell < STEPS * OCTAVES; cell++) {
        seen += h->cells[cell];
        if (seen > wanted) {
            uint64_t value = histogram_value(cell);
            return value < h->max ? value : h->max;
        }
    }
    return h->max;
}

#endif
