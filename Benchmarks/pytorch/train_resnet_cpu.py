"""The same ResNet training in PyTorch on the CPU, channels last.

    python3 Benchmarks/pytorch/train_resnet_cpu.py DEPTH HEIGHT WIDTH BATCH STEPS THREADS

Prints, as JSON, the seconds of the fastest step (forward, backward, SGD) and what computed it.
"""

import json
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "torch_trainer"))
from resnet import BLOCKS, ResNet


def main():
    depth, height, width, batch, steps, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    model = ResNet(BLOCKS[f"resnet-{depth}"], "linear", 2).to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(model.parameters(), 0.01, 0.9, weight_decay=5e-3)
    pictures = torch.randint(0, 256, (batch, 3, height, width), dtype=torch.uint8)
    targets = torch.randn(batch, 2)
    seconds = []
    for _ in range(steps):
        begin = time.perf_counter()
        inputs = (pictures.float() / 255).to(memory_format=torch.channels_last)
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        seconds.append(time.perf_counter() - begin)
    print(
        json.dumps(
            {
                "version": torch.__version__,
                "cpu": torch.backends.cpu.get_cpu_capability(),
                "step_seconds": min(seconds),
            }
        )
    )


if __name__ == "__main__":
    main()
