"""Trains a ResNet with PyTorch, on a CUDA device where there is one, as the stage kind train.resnet does on the CPU.

It reads what dataset.images prepares (pictures as bytes [N, height, width, 3], targets [N, t]) and writes what train.resnet
writes: a state dict under torchvision's names with its facts, losses over the epochs, models on the way. The seed gives other
initial weights and another order than there.

The same arguments, data, PyTorch, device and, on the CPU, number of threads give the same bytes, interrupted or not. SIGTERM ends it after the step at hand, with a
checkpoint from which the same call goes on.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

import numpy as np
import torch
from resnet import BLOCKS, ResNet
from safetensors.torch import save
from torch import nn

# At these epochs errors are recorded with fixed weights, as everywhere in this project: the paper's list.
LISTED = (
    *range(1, 15), 16, 17, 19, 20, 22, 24, 27, 29, 32, 35, 38, 42, 45, 50, 54, 59, 65, 71, 77, 85, 92, 100, 101, 110, 121, 132,
    144, 158, 172, 188, 199, 206, 225, 245, 268, 293, 320, 350, 380, 420, 450, 500, 530, 560, 600, 630, 650, 680, 720, 750, 790,
    820, 850, 880, 900, 930, 970, 1000,
)
PIXELS = {"raw": (1, 0), "unit": (1 / 255, 0), "symmetric": (2 / 255, -1)}
CHECKPOINT_SECONDS = 60


class Pictures:
    """Pictures and their targets; pixels stay bytes on the disk until a batch needs them."""

    def __init__(self, images, targets):
        self.images = np.load(images, mmap_mode="r")
        self.targets = np.load(targets).astype(np.float32)
        if self.images.dtype != np.uint8 or self.images.ndim != 4 or self.images.shape[3] != 3:
            sys.exit(f"{images}: holds {self.images.dtype} {self.images.shape}, not bytes [N, height, width, 3]")
        if self.targets.ndim != 2 or len(self.targets) != len(self.images):
            sys.exit(f"{targets}: has the shape {self.targets.shape}, but {images} holds {len(self.images)} pictures")
        if not np.isfinite(self.targets).all():
            row, column = np.argwhere(~np.isfinite(self.targets))[0]
            sys.exit(f"{targets}: is {self.targets[row, column]} at row {row}, column {column} (counted from 0)")

    def __len__(self):
        return len(self.images)

    def batches(self, order, size):
        """Bytes [n, 3, height, width] and targets, the next batch read while one is worked on."""
        rows = [order[start : start + size] for start in range(0, len(order), size)]
        with ThreadPoolExecutor(1) as reader:
            ahead = reader.submit(self.batch, rows[0]) if rows else None
            for following in rows[1:]:
                ready, ahead = ahead, reader.submit(self.batch, following)
                yield ready.result()
            if ahead:
                yield ahead.result()

    def batch(self, rows):
        places = np.argsort(rows)
        pictures = np.empty((len(rows), *self.images.shape[1:]), np.uint8)
        pictures[places] = self.images[rows[places]]
        return torch.from_numpy(pictures).permute(0, 3, 1, 2), torch.from_numpy(self.targets[rows])

    def fingerprint(self):
        """Of the targets, and of the size and the first pictures."""
        first = self.images[:16].tobytes()
        return hashlib.sha256(first + self.targets.tobytes() + str(self.images.shape).encode()).hexdigest()


class Stopped(Exception):
    """The training was asked to stop."""


class Training:
    def __init__(self, options, training, test):
        self.options, self.training, self.test = options, training, test
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(options.seed)
        model = ResNet(BLOCKS[options.network], options.head, training.targets.shape[1])
        self.model = model.to(self.device, memory_format=torch.channels_last)
        self.optimiser = torch.optim.SGD(
            self.model.parameters(), options.learning_rate, options.momentum, weight_decay=options.weight_decay
        )
        self.epoch, self.steps, self.loss_sum, self.history = 0, 0, 0.0, {}
        facts = [
            torch.__version__, str(self.device), training.fingerprint(), test and test.fingerprint(),
            *(f"{name}={value}" for name, value in sorted(vars(options).items()) if name in TRAINING_OPTIONS),
        ]
        cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
        # What this very training goes on from; gone when it has ended.
        self.folder = cache / "torch-trainer" / hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
        self.folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint = self.folder / "training.pt"
        self.saved_at = time.monotonic()
        self.stopped = False
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def stop(self, *_):
        self.stopped = True

    def go_on(self):
        """Called where the training can be left and taken up again."""
        if self.stopped:
            raise Stopped

    # Checkpoints

    def save(self):
        state = {name: getattr(self, name) for name in ("epoch", "steps", "loss_sum", "history")}
        state["model"], state["optimiser"] = self.model.state_dict(), self.optimiser.state_dict()
        incoming = self.checkpoint.with_suffix(".incoming")
        torch.save(state, incoming)
        incoming.replace(self.checkpoint)

    def resume(self):
        if not self.checkpoint.exists():
            return
        try:
            state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
            self.model.load_state_dict(state.pop("model"))
            self.optimiser.load_state_dict(state.pop("optimiser"))
        except Exception as error:
            sys.exit(f"{self.checkpoint}: cannot go on from this checkpoint ({error}); remove it to begin anew")
        vars(self).update(state)
        print(f"going on after {self.epoch} epochs and {self.steps} steps, from a checkpoint", flush=True)

    # Epochs

    def rate(self, epoch):
        """Of an epoch counted from 0."""
        epochs, rate = self.options.epochs, self.options.learning_rate
        if self.options.schedule == "constant":
            return rate
        return rate * 0.1 ** sum(milestone <= epoch for milestone in (epochs // 3, 2 * epochs // 3))

    def inputs(self, pictures):
        scale, shift = PIXELS[self.options.pixels]
        # Contiguous in memory already: pictures lie channel by channel of every pixel.
        return pictures.to(self.device).float().mul_(scale).add_(shift)

    def train_epoch(self):
        """What is left of the epoch, whose order depends on seed and epoch alone."""
        stream = torch.Generator().manual_seed(1_000_003 * self.options.seed + self.epoch)
        order = torch.randperm(len(self.training), generator=stream).numpy()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate(self.epoch)
        self.model.train()
        done = self.steps * self.options.batch
        for pictures, targets in self.training.batches(order[done:], self.options.batch):
            loss = nn.functional.mse_loss(self.model(self.inputs(pictures)), targets.to(self.device))
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()
            self.optimiser.step()
            value = loss.item()
            if not np.isfinite(value):
                sys.exit(f"the loss is {value} in epoch {self.epoch + 1}, step {self.steps + 1}; try a smaller learning rate")
            self.steps, self.loss_sum = self.steps + 1, self.loss_sum + value
            if time.monotonic() - self.saved_at > CHECKPOINT_SECONDS:
                self.save()
                self.saved_at = time.monotonic()
            self.go_on()
        row = self.history.setdefault(self.epoch + 1, {})
        row["learning_rate"], row["running_loss"] = self.rate(self.epoch), self.loss_sum / self.steps
        self.epoch, self.steps, self.loss_sum = self.epoch + 1, 0, 0.0

    @torch.no_grad()
    def error(self, data):
        self.model.eval()
        total = 0.0
        for pictures, targets in data.batches(np.arange(len(data)), self.options.batch):
            self.go_on()
            difference = self.model(self.inputs(pictures)).double() - targets.to(self.device).double()
            total += difference.square().sum().item()
        return total / data.targets.size

    def evaluate(self):
        row = self.history.setdefault(self.epoch, {})
        row["train_mse"] = self.error(self.training)
        if self.test:
            row["test_mse"] = self.error(self.test)
        if self.options.snapshots:
            # Before any checkpoint of this epoch or a later one.
            self.write(self.folder / self.snapshot_name(self.epoch), self.epoch)
        print(f"epoch {self.epoch} of {self.options.epochs}: train MSE {row['train_mse']:.4g}", flush=True)

    def run(self):
        """Trains to the end, or until it is asked to stop, which leaves a checkpoint."""
        last = self.options.epochs
        self.resume()
        try:
            while True:
                listed = self.epoch in (0, *LISTED, last)
                if self.steps == 0 and listed and "train_mse" not in self.history.get(self.epoch, {}):
                    self.evaluate()
                if self.epoch == last:
                    return
                self.train_epoch()
        except Stopped:
            self.save()
            raise

    # What it leaves

    @staticmethod
    def snapshot_name(epoch):
        return f"epoch-{epoch:04}.safetensors"

    def write(self, path, epoch):
        """The model as it is, with the facts of a training of so many epochs."""
        steps = -(-len(self.training) // self.options.batch)
        decay = sum(self.rate(index) * self.options.weight_decay for index in range(epoch)) * steps
        facts = {
            "format": "pt", "epoch": str(epoch), "pixels": self.options.pixels,
            "decay_budget": str(decay / (1 - self.options.momentum)),
        }
        tensors = {
            name: value.cpu().contiguous()
            for name, value in self.model.state_dict().items()
            if not name.endswith("num_batches_tracked")
        }
        # The library writes facts in any order.
        data = save(tensors, metadata=facts)
        end = 8 + int.from_bytes(data[:8], "little")
        header = json.dumps(json.loads(data[8:end]), sort_keys=True, separators=(",", ":")).encode()
        header += b" " * (-len(header) % 8)
        Path(path).write_bytes(len(header).to_bytes(8, "little") + header + data[end:])

    def finish(self):
        self.write(self.options.model, self.options.epochs)
        columns = ("learning_rate", "running_loss", "train_mse", "test_mse")
        lines = [",".join(("epoch", *columns))]
        for epoch, row in sorted(self.history.items()):
            lines.append(",".join((str(epoch), *(str(row.get(column, "")) for column in columns))))
        Path(self.options.history).write_text("\n".join(lines) + "\n")
        if self.options.snapshots:
            folder = Path(self.options.snapshots)
            folder.mkdir(exist_ok=True)
            for epoch in (epoch for epoch, row in self.history.items() if "train_mse" in row):
                shutil.copyfile(self.folder / self.snapshot_name(epoch), folder / self.snapshot_name(epoch))
        shutil.rmtree(self.folder)


TRAINING_OPTIONS = {
    "network", "head", "pixels", "learning_rate", "momentum", "weight_decay", "schedule", "epochs", "batch", "seed", "snapshots",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("images", "targets", "model", "history"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("test-images", "test-targets", "snapshots"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--network", choices=BLOCKS, required=True)
    parser.add_argument("--head", choices=("linear", "mlp"), default="linear")
    parser.add_argument("--pixels", choices=PIXELS, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--weight-decay", type=float, required=True)
    parser.add_argument("--schedule", choices=("steps-at-thirds", "constant"), default="steps-at-thirds")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="on the CPU; its bytes depend on them")
    options = parser.parse_args()
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
    torch.set_num_threads(options.threads)
    both = options.test_images and options.test_targets
    if (options.test_images or options.test_targets) and not both:
        parser.error("give --test-images and --test-targets together, or neither")
    test = Pictures(options.test_images, options.test_targets) if both else None
    training = Training(options, Pictures(options.images, options.targets), test)
    try:
        training.run()
    except Stopped:
        print("the training was asked to stop; it goes on from here the next time", file=sys.stderr)
        sys.exit(128 + signal.SIGTERM)
    training.finish()


if __name__ == "__main__":
    main()
