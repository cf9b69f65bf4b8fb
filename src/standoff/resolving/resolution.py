from standoff.resolving.registry import Registry
from standoff.resolving.gazetteer import Gazetteer
from standoff.resolving.names import fold
def demonym_countries(registry: Registry, gazetteer: Gazetteer) -> dict[str, str]:
    """Folded demonyms of the registry's states to country codes."""
    return {
        fold(demonym): code
        for actor in registry.actors.values()
        if actor.kind == "state" and (code := gazetteer.state_country(actor.id))
        for demonym in actor.demonyms
    }
