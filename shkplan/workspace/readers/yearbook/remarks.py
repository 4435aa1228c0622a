"""What footnotes, marks and comments say of single figures: kept as their notes, and held against their status."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.evidence.observation import Status
from shkplan.workspace.readers.yearbook.block import Block, Entry
from shkplan.workspace.readers.yearbook.cells import letters_told, note_mark, without_letter, without_marks, years_in
from shkplan.workspace.readers.yearbook.facts import TableFacts
from shkplan.workspace.readers.yearbook.lines import clauses, fits, statuses_in
from shkplan.workspace.readers.yearbook.spots import Spot, in_quotes


class Remarks:
    """The notes of one table."""

    def __init__(self, shown: str, block: Block, facts: TableFacts) -> None:
        self.shown, self.facts = shown, facts
        lines = list(dict.fromkeys(spot.text for spot in block.notes))
        self.lines = {spot.text: spot for spot in block.notes}
        self.notes_by_mark = {mark: line for line in lines if (mark := note_mark(line))}
        for line in lines:
            for letter, meaning in letters_told(line).items():
                if statuses_in(meaning):
                    self.notes_by_mark.setdefault(letter, f"{letter} {meaning}")
        self.of_years: dict[int, tuple[Spot, str]] = {}
        self.of_all: tuple[Spot, str] | None = None
        titles = {spot.text: spot for spot in block.above.titles}  # 2023年快报数据 above the table
        self.lines = titles | self.lines
        for line in (*lines, *titles):
            for clause in clauses([line]):
                told = statuses_in(clause)
                if ("preliminary" in told or "estimate" in told) and not letters_told(clause):
                    years = years_in(clause)
                    self.of_years |= dict.fromkeys(years, (self.lines[line], clause))
                    self.of_all = self.of_all or (None if years else (self.lines[line], clause))

    def explains(self, mark: str) -> bool:
        """Whether a note of the table or the facts explain a mark."""
        return bool(mark) and (mark in self.notes_by_mark or mark in self.facts.marks)

    def notes(self, entry: Entry) -> tuple[str, str]:
        """The notes of a figure: those of the facts, the footnotes that its marks point to, remarks and comments."""
        marks = self._marks(entry)
        zh = [self._explained(one) or f"原表标有“{one}”" for one in marks]
        en = [
            f"footnote of the table: {self._explained(one)}" if self._explained(one) else f"marked {one}"
            for one in marks
        ]
        for kind_zh, kind_en, text in self._comments(entry):
            zh.append(f"{kind_zh}：{text}")
            en.append(f"{kind_en}: {text}")
        return (
            "；".join(filter(None, [self.facts.note_zh, *zh])),
            "; ".join(filter(None, [self.facts.note_en, *en])),
        )

    def status(self, entry: Entry) -> Status | Mistake:
        """The status of a figure: by what it bears, by its year, else that of all; a contradiction where notes say another."""
        facts, words = self.facts, list(self._words(entry))
        for mark, status in facts.marks.items():
            if mark in self._marks(entry) or any(mark in text for _, text in words):
                return status
        status = facts.statuses.get(entry.year.number, facts.status)
        if entry.year.number in facts.statuses:
            return status
        for spot, text in words:
            if (told := statuses_in(text)) and not any(fits(status, one) for one in told):
                return self._contradicted(spot, text, status, next(iter(told)), entry)
        return status

    def _contradicted(self, spot: Spot, text: str, status: Status, told: Status, entry: Entry) -> Mistake:
        expected = said(
            "a remark that fits {status}, as status: says in the facts about the table", status=f"status: {status}"
        )
        remedy = said(
            "Write statuses: {{{year}: {told}}} for the year, or marks: {{{key}: {told}}} for what bears the remark.",
            year=entry.year.number, told=told, key=self._key(entry, text),
        )  # fmt: skip
        return Mistake(self.shown, spot.place, in_quotes(text), expected, remedy)

    def _key(self, entry: Entry, text: str) -> str:
        """What to write under marks: the mark that points to the words, else the word that speaks of the status."""
        found = (one for one in self._marks(entry) if self._explained(one) == text.rstrip("。"))
        return next(found, next(iter(statuses_in(text).values())))

    def _words(self, entry: Entry) -> Iterator[tuple[Spot, str]]:
        """All that is said of a figure, each with the cell to look at."""
        for mark in self._marks(entry):
            if text := self._explained(mark):
                yield self.lines.get(self.notes_by_mark[mark], entry.cell), text
        for spot in self._commented(entry):
            yield spot, " ".join(spot.comment.split())
        for spot in entry.remarks:
            yield spot, spot.text
        if entry.year.number in self.of_years:
            yield self.of_years[entry.year.number]
        elif self.of_all and not self.of_years:
            yield self.of_all

    def _explained(self, mark: str) -> str:
        return self.notes_by_mark.get(mark, "").rstrip("。")

    def _comments(self, entry: Entry) -> Iterator[tuple[str, str, str]]:
        for spot in self._commented(entry):
            yield "批注", "comment", " ".join(spot.comment.split())
        for spot in entry.remarks:
            yield "备注", "remark", spot.text

    def _commented(self, entry: Entry) -> list[Spot]:
        spots = (entry.cell, *entry.row, *entry.column, entry.heading)
        return [spot for spot in dict.fromkeys(spots) if spot.comment]

    def _marks(self, entry: Entry) -> list[str]:
        headings = (*entry.row, *entry.column, entry.heading)
        text, mark = without_marks(entry.cell.text)
        letter = without_letter(text)[1]
        found = (mark, letter if self.explains(letter) else "", *(without_marks(spot.text)[1] for spot in headings))
        return list(dict.fromkeys(filter(None, found)))
