"""What a folder is called where its own name is half of it: `acme/falcon` of a folder `falcon` that lies in `acme`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from plimsoll.lineage.claims import read_claims
from plimsoll.lineage.finding import Folder
from plimsoll.lineage.names import SEPARATOR, id_of


def called(folders: Sequence[Folder], known: Iterable[str]) -> list[Folder]:
    """Give a folder the name that it has together with the folder above, where another model's files or facts use that.

    `known` are ids of models in facts. Any other folder above is nobody's business, and may name a person.

    Raises:
        InputError: a file that names bases is not in its form.
    """
    used = {each.casefold(): each for each in known}
    for folder in folders:
        for claim in read_claims(folder.files, folder.weights if folder.form == "gguf" else ()).claims:
            if claim.base.id is not None:
                used.setdefault(claim.base.id.casefold(), claim.base.id)
    taken = {each.id.casefold() for each in folders}
    found = []
    for folder in folders:
        place = folder.path.resolve()
        whole = id_of(f"{place.parent.name}/{place.name}").casefold()
        ours = SEPARATOR not in folder.called and folder.id == folder.called
        if ours and whole in used and whole not in taken:
            taken.add(whole)
            folder = replace(folder, id=used[whole], called=used[whole])
        found.append(folder)
    return found
