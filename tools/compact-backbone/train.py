"""Trains the compact backbone to predict resnet18's patch features from pictures; see README.md.

    /usr/bin/python3 train.py --teacher resnet18.safetensors --images FOLDER --minutes 70 --out compact.safetensors

Runs in bfloat16 on the CPU, or on CUDA where PyTorch finds it. Weights are written at every report, so a run that is
stopped leaves those of its last report.
"""

from __future__ import annotations

import argparse
import copy
import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson import Lesson, half_precision
from pictures import load_pictures, make_batch
from safetensors_io import read_tensors, write_tensors
from student import Student
from teacher import Teacher

BATCH = 32
SCALE_BATCHES = 8
MOST_HELD_OUT = 256
WARM_UP_STEPS = 200
LEARNING_RATE = 4e-3
LAST_RATE = 0.002  # what is left of the learning rate at the end, as a share of it
WEIGHT_DECAY = 1e-3
LARGEST_GRADIENT = 5

Exam = list[tuple[Tensor, tuple[Tensor, ...]]]


def main() -> None:
    options = parse_options()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pictures = load_pictures(options.images)
    held_out, train = split(len(pictures), rng)

    def batch(indices: np.ndarray) -> Tensor:
        return make_batch(pictures, indices, rng).to(device)

    def next_batch() -> Tensor:
        return batch(rng.choice(train, BATCH))

    teacher = Teacher(read_tensors(options.teacher)).to(device, memory_format=torch.channels_last)
    lesson = Lesson(teacher, [next_batch() for _ in range(SCALE_BATCHES)])
    held_pixels = [batch(held_out[first : first + BATCH]) for first in range(0, len(held_out), BATCH)]
    exam = [(pixels, lesson.targets(pixels)) for pixels in held_pixels]
    student = Student().to(device, memory_format=torch.channels_last)

    def report(network: Student, steps: int, loss: float, minutes: float) -> None:
        error8, error16 = examine(network, exam)
        print(
            f"{minutes:.1f} min, {steps * BATCH} crops, loss {loss:.4f}, "
            f"held-out error head8 {error8:.4f}, head16 {error16:.4f}",
            flush=True,
        )
        export(options.out, network, lesson, steps * BATCH)

    teach(student, lesson, next_batch, report, options.minutes, options.report_seconds)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--teacher", type=Path, required=True, help="resnet18 as safetensors, names as torchvision's")
    parser.add_argument("--images", type=Path, required=True, help="folder of natural pictures, JPEG or PNG")
    parser.add_argument("--out", type=Path, default=Path("compact.safetensors"), help="file to write")
    parser.add_argument("--minutes", type=float, default=70, help="length of the training (default %(default)s)")
    parser.add_argument("--report-seconds", type=float, default=120, help="time between reports")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, help="CPU threads (default: PyTorch's choice)")
    options = parser.parse_args()
    if options.minutes <= 0:
        parser.error(f"--minutes must be above 0, not {options.minutes:g}")
    return options


def split(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the pictures that are held out (at most a tenth) and of those to train on."""
    held_out = min(MOST_HELD_OUT, count // 10)
    if held_out == 0:
        raise SystemExit(f"Only {count} pictures were found; at least 10, and better thousands, are needed.")
    order = rng.permutation(count)
    return order[:held_out], order[held_out:]


def teach(
    student: Student,
    lesson: Lesson,
    next_batch: Callable[[], Tensor],
    report: Callable[[Student, int, float, float], None],
    minutes: float,
    report_seconds: float,
) -> None:
    """Trains until the time is over. Reports and ships a moving average of the parameters, never the student itself."""
    average = copy.deepcopy(student).eval()
    optimiser = torch.optim.AdamW(student.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    start = reported = time.monotonic()
    step, loss, done = 0, math.nan, 0.0
    while done < 1:
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, done)
        loss = learn(student, optimiser, lesson, next_batch())
        step += 1
        follow(average, student, step)
        now = time.monotonic()
        done = (now - start) / (minutes * 60)
        if now - reported > report_seconds or done >= 1:
            reported = now
            report(average, step, loss, (now - start) / 60)


def learning_rate(step: int, done: float) -> float:
    """A short rise, then half a cosine over the given time; `done` is the share of it that has passed."""
    return LEARNING_RATE * min(1, step / WARM_UP_STEPS) * (0.5 * (1 + math.cos(math.pi * done)) + LAST_RATE)


def learn(student: Student, optimiser: torch.optim.Optimizer, lesson: Lesson, pixels: Tensor) -> float:
    """One step; returns the loss, the sum over both heads."""
    targets = lesson.targets(pixels)
    student.train()
    with half_precision(pixels.device):
        answers = student(pixels)
    loss = sum(F.smooth_l1_loss(answer.float(), target) for answer, target in zip(answers, targets))
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(student.parameters(), LARGEST_GRADIENT)
    optimiser.step()
    return loss.item()


@torch.no_grad()
def follow(average: Student, student: Student, step: int) -> None:
    """Moves the average towards the student; slowly, once there are some steps to average over."""
    decay = min(0.999, (1 + step) / (10 + step))
    for mean, value in zip(average.parameters(), student.parameters()):
        mean.mul_(decay).add_(value, alpha=1 - decay)
    for mean, value in zip(average.buffers(), student.buffers()):
        mean.copy_(value)


@torch.no_grad()
def examine(network: Student, exam: Exam) -> np.ndarray:
    """Mean squared error of head8 and head16 on the held-out crops, in units of the teacher's variance."""
    errors = [[F.mse_loss(a, t).item() for a, t in zip(network(pixels), targets)] for pixels, targets in exam]
    return np.mean(errors, axis=0)


def export(path: Path, network: Student, lesson: Lesson, pictures_seen: int) -> None:
    """Writes the shipped form: batch norms folded, outputs in the teacher's units."""
    metadata = {"architecture": "compact", **network.stage_sizes(), "pictures_seen": str(pictures_seen)}
    write_tensors(path, lesson.in_teachers_units(network.folded()), metadata)


if __name__ == "__main__":
    main()
