"""What training the paper's ResNets costs on a CUDA device with PyTorch.

    python3 Benchmarks/pytorch/train_resnet.py

torchvision's ResNet-18 and ResNet-34 with a single linear head, channels last, fused SGD, batches of
uint8 pictures that lie on the device. Prints one line a case: the median of twelve steps after four,
as pictures a second, and the hours of the paper's epochs on 80 % of its samples.
"""

import json
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "torch_trainer"))
from resnet import BLOCKS, ResNet


def step_seconds(blocks, outputs, height, width, batch):
    model = ResNet(blocks, "linear", outputs).cuda().to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(
        model.parameters(), 0.01, 0.9, weight_decay=5e-3, fused=True
    )
    size = (4 * batch, 3, height, width)
    pictures = torch.randint(0, 256, size, dtype=torch.uint8, device="cuda")
    targets = torch.randn(4 * batch, outputs, device="cuda")
    seconds = []
    for step in range(16):
        torch.cuda.synchronize()
        begin = time.perf_counter()
        rows = slice(step % 4 * batch, (step % 4 + 1) * batch)
        inputs = pictures[rows].float().to(memory_format=torch.channels_last)
        loss = nn.functional.mse_loss(model(inputs), targets[rows])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        torch.cuda.synchronize()
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds[4:])[6]


def main():
    eighteen, thirty_four = BLOCKS["resnet-18"], BLOCKS["resnet-34"]
    cases = [
        ("ResNet-18, Carla2D at 200 × 288", eighteen, 2, 200, 288, 128, 40_000, 250),
        ("ResNet-18, Carla2D at 88 × 200", eighteen, 2, 88, 200, 128, 40_000, 250),
        ("ResNet-34, UTKFace at 200 × 200", thirty_four, 1, 200, 200, 512, 18_966, 100),
        ("ResNet-34, UTKFace at 128 × 128", thirty_four, 1, 128, 128, 512, 18_966, 100),
    ]
    torch.backends.cudnn.benchmark = True
    print(torch.__version__, torch.cuda.get_device_name())
    for name, blocks, outputs, height, width, batch, samples, epochs in cases:
        for tf32 in (False, True):
            torch.backends.cuda.matmul.allow_tf32 = tf32
            torch.backends.cudnn.allow_tf32 = tf32
            torch.cuda.reset_peak_memory_stats()
            seconds = step_seconds(blocks, outputs, height, width, batch)
            print(
                json.dumps(
                    {
                        "case": name,
                        "tf32": tf32,
                        "pictures_per_second": batch / seconds,
                        "hours": samples * epochs * seconds / batch / 3600,
                        "peak_bytes": torch.cuda.max_memory_allocated(),
                    }
                )
            )


if __name__ == "__main__":
    main()
