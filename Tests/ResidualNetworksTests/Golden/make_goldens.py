"""Makes the golden file of ResidualNetworksTests; needs PyTorch and NumPy.

    python3 Tests/ResidualNetworksTests/Golden/make_goldens.py

Networks by torchvision's definition in double precision on numbers that a formula gives, so that
nothing but what comes out has to be kept: of every tensor its norm and eight of its elements.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[2] / "tools" / "torch_trainer"))
from resnet import BLOCKS, ResNet

PICTURES, HEIGHT, WIDTH = 4, 64, 64
# A ReLU's input that is nearer to zero may change its sign in single precision, which changes
# gradients by much more than single precision does otherwise: such pictures are passed over.
MARGIN = 4e-6


def formula(count, salt):
    """`count` numbers in [-1, 1) that look random: a product's middle bits."""
    index = np.arange(count, dtype=np.uint64) + np.uint64(salt * 1_000_003 + 1)
    bits = index * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return (bits >> np.uint64(40)).astype(np.float64) / 2**23 - 1


def single(values):
    return values.astype(np.float32).astype(np.float64)


def fill(model):
    """Weights of a useful size; the places of the state dict without counters are the salts."""
    names = [name for name in model.state_dict() if "num_batches" not in name]
    state = model.state_dict()
    for salt, name in enumerate(names):
        tensor = state[name]
        values = formula(tensor.numel(), salt)
        if tensor.dim() == 4:
            values *= (6 / (tensor.shape[0] * tensor.shape[2] * tensor.shape[3])) ** 0.5
        elif tensor.dim() == 2:
            values *= tensor.shape[1] ** -0.5
        elif name.endswith(("running_var", "weight")):
            values = 1 + 0.3 * values
        else:
            values *= 0.2
        tensor.copy_(torch.from_numpy(single(values)).reshape(tensor.shape))
    return names


def summary(tensor):
    values = tensor.detach().numpy().ravel()
    places = [(7919 * i * i + 13 * i) % values.size for i in range(8)]
    return {
        "norm": float(np.linalg.norm(values)),
        "largest": float(np.abs(values).max()),
        "places": places,
        "values": [float(values[place]) for place in places],
    }


def pictures(salt):
    bytes_ = ((formula(PICTURES * HEIGHT * WIDTH * 3, salt) + 1) * 128).astype(np.uint8)
    return bytes_.reshape(PICTURES, HEIGHT, WIDTH, 3)


def network_inputs(salt):
    pixels = torch.from_numpy(pictures(salt)).double().permute(0, 3, 1, 2)
    # As (x / 255 - 0.5) / 0.5 in single precision gives it.
    return ((pixels.float() / 255 - 0.5) / 0.5).double()


def clear_inputs(blocks, head, outputs, width):
    """The first pictures from salt 2000 on that keep the margin in a training step."""
    model = ResNet(blocks, head, outputs, width).double()
    with torch.no_grad():
        fill(model)
    nearest = []
    for module in model.modules():
        if isinstance(module, torch.nn.ReLU):
            module.register_forward_pre_hook(lambda _, args: nearest.append(args[0].abs().min().item()))
    for salt in range(2000, 2200):
        nearest.clear()
        with torch.no_grad():
            model(network_inputs(salt))
        if min(nearest) > MARGIN:
            return salt, network_inputs(salt)
    raise SystemExit("no pictures keep the margin")


def case(name, blocks, head, outputs, width):
    salt, inputs = clear_inputs(blocks, head, outputs, width)
    model = ResNet(blocks, head, outputs, width).double()
    with torch.no_grad():
        names = fill(model)
    targets = torch.from_numpy(single(formula(PICTURES * outputs, 1000))).reshape(PICTURES, outputs)

    model.eval()
    seen = {}
    for layer, module in model.named_modules():
        is_convolution = isinstance(module, torch.nn.Conv2d) and module.kernel_size == (3, 3)
        if is_convolution or isinstance(module, torch.nn.Linear):
            module.register_forward_hook(
                lambda _, args, __, layer=layer: seen.update(
                    {
                        layer: args[0].permute(0, 2, 3, 1) if args[0].dim() == 4 else args[0]
                    }
                )
            )
    evaluated = model(inputs)
    layer_inputs = {layer: summary(value) for layer, value in seen.items()}

    model.train()
    predictions = model(inputs)
    loss = torch.nn.functional.mse_loss(predictions, targets)
    loss.backward()
    return {
        "name": name,
        "head": head,
        "outputs": outputs,
        "width": width,
        "salt": salt,
        "evaluated": evaluated.detach().numpy().tolist(),
        "layer_inputs": layer_inputs,
        "predictions": predictions.detach().numpy().tolist(),
        "loss": loss.item(),
        "gradients": {name: summary(value.grad) for name, value in model.named_parameters()},
        "running": {
            name: summary(value) for name, value in model.state_dict().items() if "running" in name
        },
        "names": names,
    }


def main():
    torch.manual_seed(0)
    cases = [
        case("ResNet-18", BLOCKS["resnet-18"], "linear", 2, 64),
        case("ResNet-34", BLOCKS["resnet-34"], "perceptron", 1, 16),
    ]
    text = json.dumps({"height": HEIGHT, "width": WIDTH, "pictures": PICTURES, "cases": cases})
    (FOLDER / "goldens.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
