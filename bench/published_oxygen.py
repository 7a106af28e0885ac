#!/usr/bin/env python3
"""published_oxygen.py: what cells of the published CAR-T organoid read as oxygen.

CART-ABM and CARTopiaX alternate transport (three implicit sweeps) and uptake in steps of 0.01 min and
cells read the field after the uptake. Repeats that around the 3,957 cells of their start, to rest,
and prints the mean over the cells before and after the uptake and the pace of the cycle that it
allows, at 0.01 min and at shorter steps. Needs numpy. Half a minute.
"""
import math

import numpy

RADIUS, VOLUME, UPTAKE = 8.4127, 2494.0, 10.0  # um, um^3, 1/min
BALL = 150.0  # um
VOXELS, DX, DIFFUSIVITY, DECAY, OUTER = 50, 20.0, 1e5, 0.1, 38.0
THRESHOLD, SATURATION = 10.0, 38.0  # mmHg
REST = 3.0  # min from 38 mmHg everywhere

def cells():
    step = (RADIUS * math.sqrt(3), 2 * RADIUS, RADIUS * math.sqrt(3))
    count = [int(2 * BALL / s) + 1 for s in step]
    points = []
    for k in range(count[2]):
        for i in range(count[0]):
            for j in range(count[1]):
                point = (-BALL + i * step[0] + (k % 2) * 0.5 * RADIUS,
                         -BALL + j * step[1] + (i % 2) * RADIUS, -BALL + k * step[2])
                if math.dist(point, (0, 0, 0)) <= BALL:
                    points.append(point)
    return numpy.array(points)

def at_rest(loss, step):
    second = numpy.diag(numpy.full(VOXELS, -2.0))
    second += numpy.diag(numpy.ones(VOXELS - 1), 1) + numpy.diag(numpy.ones(VOXELS - 1), -1)
    second[0, 0] = second[-1, -1] = -1
    sweep = numpy.linalg.inv((1 + step * DECAY / 3) * numpy.eye(VOXELS) -
                             step * DIFFUSIVITY / DX**2 * second)
    outer = numpy.ones_like(loss, bool)
    outer[1:-1, 1:-1, 1:-1] = False
    field = numpy.full_like(loss, OUTER)
    for _ in range(round(REST / step)):
        for axis in range(3):
            field[outer] = OUTER
            field = numpy.moveaxis(numpy.tensordot(sweep, field, axes=(1, axis)), 0, axis)
        field[outer] = OUTER
        before = field
        field = field / (1 + step * loss)
    return before, field

def main():
    place = tuple(((cells()[:, a] + 0.5 * VOXELS * DX) // DX).astype(int) for a in range(3))
    loss = numpy.zeros((VOXELS,) * 3)
    numpy.add.at(loss, place, UPTAKE * VOLUME / DX**3)
    pace = lambda p: numpy.clip((p - THRESHOLD) / (SATURATION - THRESHOLD), 0, 1).mean()
    print(f"{len(place[0])} cells, uptake where they are {loss[place].mean():.2f} /min")
    for step in (0.01, 0.005, 0.0025):
        before, after = (field[place] for field in at_rest(loss, step))
        print(f"step {step} min: {before.mean():.2f} mmHg before uptake, {after.mean():.2f} after, "
              f"pace {pace(before):.3f} and {pace(after):.3f}")

if __name__ == "__main__":
    main()
