"""The default model, in layers: grid, scales, gating, mixture, learned, law; :mod:`.model` tells what it is."""

from shkplan.models.averaged_ets.model import AveragedEts, AveragedEtsFit

__all__ = ["AveragedEts", "AveragedEtsFit"]
