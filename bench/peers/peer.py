"""The other side of `npm run bench:peers`: one JSON request a line on stdin, one JSON reply a line on stdout.

Every reply holds the milliseconds of the work itself, without reading files and without the pipe. Arrays are handed
over as .npy files.
"""
import json
import sys
import time

try:
    import faiss
    import numpy
    import PIL
    import scipy
    import torch
    import torchvision

    import patchcore_torch as patchcore
except ImportError as failure:
    print(json.dumps({"missing": failure.name}), flush=True)
    sys.exit(2)


class Peer:
    """What has been loaded, and a method for every request."""

    def begin(self, threads):
        torch.set_num_threads(threads)
        faiss.omp_set_num_threads(threads)
        modules = {"torch": torch, "torchvision": torchvision, "faiss": faiss, "numpy": numpy}
        modules.update({"scipy": scipy, "pillow": PIL})
        versions = {name: module.__version__ for name, module in modules.items()}
        python = ".".join(str(part) for part in sys.version_info[:3])
        return {"versions": {"python": python, **versions}, "cpu": torch.__config__.show()}

    def load(self, weights=None, bank=None, points=None, patches=None, pictures=None):
        if weights:
            self.backbone = patchcore.Backbone(weights)
        if bank:
            self.bank = patchcore.Bank(bank)
        if points:
            self.points = torch.from_numpy(numpy.load(points))
        if patches:
            self.patches = numpy.load(patches)
        if pictures:
            self.pictures = [open(path, "rb").read() for path in pictures]
            self.decoded = [patchcore.decode(data) for data in self.pictures]
        return {}

    def features(self, picture, save=None):
        pixels = patchcore.TRANSFORM(self.decoded[picture])[None]
        ms, patches = timed(lambda: self.backbone.patches(pixels))
        keep(save, patches)
        return {"ms": ms}

    def search(self, save=None):
        ms, (distances, _) = timed(lambda: self.bank.nearest(self.patches))
        keep(save, distances)
        return {"ms": ms}

    def coreset(self, picks, keep_norms):
        ms, chosen = timed(lambda: patchcore.select(self.points, picks, keep_norms))
        return {"ms": ms, "picks": chosen}

    def inspect(self, picture, save=None):
        ms, (score, plane) = timed(
            lambda: patchcore.inspect(self.pictures[picture], self.backbone, self.bank)
        )
        keep(save, plane)
        return {"ms": ms, "score": score}


def timed(work):
    started = time.perf_counter()
    result = work()
    return 1000 * (time.perf_counter() - started), result


def keep(path, array):
    if path:
        numpy.save(path, numpy.ascontiguousarray(array, dtype="<f4"))


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = getattr(peer, request.pop("do"))(**request)
        except Exception as failure:
            reply = {"failure": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(reply), flush=True)


main()
