"""Who is who at 1,000, 10,000 and 100,000 mentions: precision and recall of automatic merges and questions, seconds, memory.

    python benchmarks/identity.py [--sizes 1000 10000 100000] [--seed 7] [-o FILE.json]

Invented people, truth known: given names and surnames drawn by how many bear them (the INE lexicon of the reader), bodies, offices and places;
each person is mentioned by one to five reports with what real reports do to names: typing errors, the second surname left out, accents and
capitals, surnames first, initials, honorifics, a given name left out, another office by now. Among them siblings, namesakes and pairs such as
Daniel and Daniela. Each size runs in a process of its own, so that its peak memory is its own.

Precision is of *pairs* after automatic merges are joined together; recall, of true pairs, that an automatic merge joins or a question between
their groups would join. A true duplicate is a mention beyond a person's first; questions are counted between groups, as a person answers them
(``raw`` counts every pair). Exit 1 when precision < .999, recall < .95 or questions > 2 a duplicate.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.identity.candidates import candidates
from kg.identity.mention import Mention
from kg.model.iri import fold
from kg.reading.words import lexicon

ROLES = ["titular de la unidad de transparencia", "directora general", "comisionado", "regidora", "profesor investigador", "integrante", "alumna", "consultor", "presidente", "secretario técnico"]
HEADS = ["Ayuntamiento", "Instituto de Transparencia", "Universidad", "Contraloría", "Colectivo", "Comité Ciudadano", "Sistema Municipal", "Cámara"]
SHORT = {"maria": "Ma.", "francisco": "Fco.", "hernandez": "Hdz.", "rodriguez": "Rdz.", "gonzalez": "Glez.", "guadalupe": "Gpe."}
ACCENTS = str.maketrans("aeiou", "áéíóú")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Person = tuple[list[str], list[str], int]  # given names, surnames, body


class World:
    """Invented people and what reports write of them. Same seed, same mentions."""

    def __init__(self, size: int, seed: int) -> None:
        self.rng, self.size = random.Random(seed), size
        given, surname, _ = lexicon.counts()
        self.given, self.given_weights = list(given), list(itertools.accumulate(given.values()))
        self.family, self.family_weights = list(surname), list(itertools.accumulate(surname.values()))
        self.bodies = max(8, size // 40)
        self.places = [f"{self.rng.randint(1, 32):02d}{self.rng.randint(1, 120):03d}" for _ in range(self.bodies)]

    def person(self, others: list[Person]) -> Person:
        """Return a new person; a few are somebody's sibling, namesake, or bear the other form of the name."""
        rng = self.rng
        body = min(int(rng.paretovariate(0.9) * 3) - 3, self.bodies - 1) if rng.random() < 0.3 else rng.randrange(self.bodies)
        given = [rng.choices(self.given, cum_weights=self.given_weights)[0] for _ in range(2 if rng.random() < 0.35 else 1)]
        surnames = [rng.choices(self.family, cum_weights=self.family_weights)[0] for _ in range(2)]
        if others and rng.random() < 0.035:
            near = rng.choice(others)
            kind = rng.random()
            surnames, body = near[1], near[2] if rng.random() < 0.2 else body
            given = ["lucio" if given == near[0] else given[0], *given[1:]]  # nobody names two children alike
            if kind < 0.03:
                given, body = near[0], (near[2] + 1) % self.bodies
            elif kind < 0.1:
                given = [near[0][0][:-1] if near[0][0].endswith("a") else near[0][0] + "a", *near[0][1:]]
        return given, surnames, body

    def mentions(self) -> tuple[list[Mention], dict[str, int]]:
        """Return the mentions, shuffled, and who each one is."""
        rng, made, truth, people = self.rng, [], {}, []
        reports = max(20, self.size // 40)
        while len(made) < self.size:
            person = self.person(people)
            people.append(person)
            count = rng.choices((1, 2, 3, 4, 5), (50, 25, 14, 7, 4))[0]
            for report in sorted(rng.sample(range(reports), count)):
                mention = self.mention(person, f"informe-{report}:p{len(people)}")
                made.append(mention)
                truth[mention.key] = len(people)
        rng.shuffle(made)
        return made, truth

    def mention(self, person: Person, key: str) -> Mention:
        """Return one mention: the name as a report might write it, and what it says about office, body and place."""
        rng, facts = self.rng, {}
        if rng.random() < 0.8:
            body = person[2] if rng.random() < 0.88 else rng.randrange(self.bodies)
            facts = {"body": (fold(f"{HEADS[body % len(HEADS)]} {body}"),), "role": (fold(ROLES[(len(person[0][0]) + body) % len(ROLES)] if rng.random() < 0.8 else rng.choice(ROLES)),)}
            if body % 3:
                facts |= {"place": (self.places[body],), "state": (self.places[body][:2],)}
        return Mention("person", key, self.written(*person[:2]), (), facts, rng.randint(1, 9))

    def written(self, given: list[str], surnames: list[str]) -> str:
        """Return a name as a report writes it."""
        rng, given, surnames = self.rng, list(given), list(surnames)
        if rng.random() < 0.10:
            surnames = surnames[:1]
        if len(given) > 1 and rng.random() < 0.12:
            given = given[:1]
        if rng.random() < 0.03:
            place = rng.randrange(len(given))
            given[place] = given[place][0] + "."
        words = [given, surnames]
        if rng.random() < 0.08:
            part = rng.choice(words)
            place = rng.randrange(len(part))
            for _ in range(2 if rng.random() < 0.1 else 1):
                part[place] = self.typo(part[place])
        if rng.random() < 0.03:
            words = [[SHORT.get(w, w) for w in part] for part in words]
        words = [[self.dressed(w) for w in part] for part in words]
        order = rng.random()
        name = " ".join((*words[1], *words[0])) if order < 0.02 else f"{' '.join(words[1])}, {' '.join(words[0])}" if order < 0.04 else " ".join((*words[0], *words[1]))
        name = name.upper() if rng.random() < 0.06 else name
        return f"{rng.choice(('Dr.', 'Lic.', 'Mtra.', 'C.', 'Ing.'))} {name}" if rng.random() < 0.1 and order >= 0.04 else name

    def dressed(self, word: str) -> str:
        """Return a word with capitals, and, as often as not, an accent somewhere."""
        place = self.rng.randrange(len(word))
        if self.rng.random() < 0.4:
            word = word[:place] + word[place:].translate(ACCENTS)[:1] + word[place + 1 :]
        return " ".join(w if w in ("de", "del", "la", "las", "los") else w[:1].upper() + w[1:] for w in word.split())

    def typo(self, word: str) -> str:
        """Return a word with one letter left out, doubled, changed or swapped with the next."""
        rng = self.rng
        i = rng.randrange(len(word) - 1) if len(word) > 2 else 0
        if len(word) < 3 or word[i] == " " or word[i + 1] == " ":
            return word
        return rng.choice((word[:i] + word[i + 1 :], word[: i + 1] + word[i:], word[:i] + rng.choice(LETTERS) + word[i + 1 :], word[:i] + word[i + 1] + word[i] + word[i + 2 :]))


class Groups:
    """Union of automatic merges."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def of(self, key: str) -> str:
        """Return the name of the group of ``key``."""
        while (above := self.parent.get(key, key)) != key:
            self.parent[key] = self.parent.get(above, above)
            key = above
        return key

    def join(self, a: str, b: str) -> None:
        """Put two groups together."""
        one, two = sorted((self.of(a), self.of(b)))
        self.parent[two] = one


def measure(size: int, seed: int, shown: int = 0) -> dict[str, Any]:
    """Run one size; ``shown`` examples of false merges and missed pairs go to stderr."""
    found, truth = World(size, seed).mentions()
    names = {m.key: m for m in found}
    lexicon.given("ana")
    start, busy = time.perf_counter(), time.process_time()
    kept = list(candidates(found))
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    groups = Groups()
    for c in kept:
        if c.verdict == "same":
            groups.join(c.a, c.b)
    members: dict[str, list[str]] = defaultdict(list)
    for key in truth:
        members[groups.of(key)].append(key)
    merged = [pair for keys in members.values() for pair in itertools.combinations(sorted(keys), 2)]
    wrong = [p for p in merged if truth[p[0]] != truth[p[1]]]
    asked = {frozenset((groups.of(c.a), groups.of(c.b))) for c in kept if c.verdict == "ask" and groups.of(c.a) != groups.of(c.b)}
    people: dict[int, list[str]] = defaultdict(list)
    for key, who in truth.items():
        people[who].append(key)
    true = [pair for keys in people.values() for pair in itertools.combinations(sorted(keys), 2)]
    auto = [p for p in true if groups.of(p[0]) == groups.of(p[1])]
    missed = [p for p in true if groups.of(p[0]) != groups.of(p[1]) and frozenset((groups.of(p[0]), groups.of(p[1]))) not in asked]
    duplicates = len(truth) - len(people)
    for title, pairs in (("wrong", wrong), ("missed", missed)):
        for x, y in sorted(pairs)[:shown]:
            print(title, names[x].name, "|", names[y].name, dict(names[x].facts), dict(names[y].facts), file=sys.stderr)
    return {"mentions": len(found), "people": len(people), "true_pairs": len(true), "merged_pairs": len(merged), "wrong_pairs": len(wrong), "precision": 1 - len(wrong) / max(1, len(merged)),
            "recall": 1 - len(missed) / len(true), "automatic_recall": len(auto) / len(true), "questions": len(asked), "questions_per_duplicate": len(asked) / duplicates,
            "raw_questions_per_true_pair": sum(c.verdict == "ask" for c in kept) / len(true), "verdicts": dict(sorted(Counter(c.verdict for c in kept).items())),
            "seconds": round(seconds, 1), "cpu_seconds": round(busy, 1), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def main() -> int:
    """Run each size in a process of its own; print a row a size; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--one", action="store_true", help="this process runs one size and prints JSON")
    parser.add_argument("--show", type=int, default=0, help="examples of what went wrong, on stderr")
    parser.add_argument("-o", "--output")
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.sizes[0], args.seed, args.show)))
        return 0
    rows = []
    for size in args.sizes:
        run = subprocess.run([sys.executable, __file__, "--one", "--sizes", str(size), "--seed", str(args.seed), "--show", str(args.show)], check=True, stdout=subprocess.PIPE)
        row = json.loads(run.stdout)
        rows.append(row)
        print(f"{row['mentions']:>7} mentions of {row['people']:>6} people: precision {row['precision']:.5f} ({row['wrong_pairs']} wrong of {row['merged_pairs']}), "
              f"merged or asked {row['recall']:.4f}, "
              f"automatic {row['automatic_recall']:.4f}, questions a duplicate {row['questions_per_duplicate']:.2f} (raw, a true pair {row['raw_questions_per_true_pair']:.2f}), "
              f"{row['seconds']} s ({row['cpu_seconds']} of CPU), {row['peak_mb']} MB", flush=True)
    if args.output:
        Path(args.output).write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return int(any(r["precision"] < 0.999 or r["recall"] < 0.95 or r["questions_per_duplicate"] > 2 for r in rows))


if __name__ == "__main__":
    sys.exit(main())
