"""Lines of manuals and programs with a sign or a short word in them, all clean: what is changed.

Every sign of Windows-1252, Greek letters, and signs of mathematics and typography, each where such
signs stand: beside figures and units, in brackets and strings, alone between words; names of
quantities, units and sums; abbreviations and short words of other scripts. Not all of it is likely;
text of this kind is short, and nearly all of it ASCII, so that little says what it is.
"""

from __future__ import annotations

from collections import Counter

from benchmarks import common
from benchmarks.common import OURS, Case

WINDOWS = "".join(
    sign
    for byte in range(0xA1, 0x100)
    for sign in bytes([byte]).decode("cp1252")
    if not sign.isalpha() or sign in "µªº"
).replace("\xad", "") + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
SIGNS = "".join(sign for sign in WINDOWS if not sign.isalpha() or sign in "µªº") + (
    "αβγδεθλμπρστφχψωΔΣΩΠΦΨ≤≥≠≈∞∂∑∏∫√∈∉⊂⊆∪∩∀∃∅→←↑↓↔⇒⇔′″₁₂₃ⁿ⁰⁴⁵℃ℓ№₽₹✓✗★☆♥♪●○■□▲△▼▽◆◇"
)
PLACES = (
    "takes 5 {}s per call",
    "a value of 10{} was set",
    "the {} sign",
    "if x {} y then",
    "costs {}20 today",
    "costs 20{} today",
    "use {}x here",
    "use x{} here",
    'print("{}")',
    "'{}' is not allowed",
    "total: 3{}m of wire",
    "3 {}m",
    "{} Copyright 2010 Foo",
    "Foo{} Bar",
    "f({}) = 2",
    "n{}1",
    '"{}": "sign",',
    "[{}]",
    "// {} note",
    "{}-ray",
    "the {}-value of n",
    "%d{}",
    "%s{}s",
    '#define UNIT "{}A"',
    "5 {}g/ml",
    "{} {} {}",
    "a {}, b {}",
    "Section {} 12.3",
    "1 {} 2 {} 3",
    "<td>{}</td>",
    "20{}C",
    "no {}\\n",
)

QUANTITIES = (
    "N·m kW·h m·s⁻¹ µg·m⁻³ Ω·cm °C m³/h 5′ 2×4 3×3 1920×1080 ½″ ±0.5 µΩ kΩ MΩ Ωm µF µH µA µV "
    "µW µm² cm² m³ mm² km² ft² s⁻¹ Hz/√Hz µmol µL µl µg µN µs µrad °F °K °R °N °E Å Å² Å⁻¹ ‰ "
    "€ £ ¥ ¢ 10³ 10² x² y³ 2ⁿ n² O(n²) O(n³) a₁ x₂ H₂O CO₂ Na⁺ Cl⁻ α-Fe β-carotene γ-ray Δt "
    "ΔT Δx δx εr θ₁ λ/4 μ-law π/2 σ² τ₀ φ₂ χ² ψ Ω 90° 45°30′ A·h V·A J·s mol·L⁻¹ g·cm⁻³ pH·7 "
    "x·y a×b 4× ×4 ÷2 5÷3 ¬A x¬y ≤5 ≥5 ≠0 ~5 ≈5 →x x→y ↑5 5↓ №5 §5 ¶5 †5 ‡5 •5 ·5 …5 5… –5 5– "
    "—x 5%–10% 1–2 a/b·c 100µ 1.5µ u·v f·g p̂ xᵢ ∂x ∇f ∫f Σx ∑x ∏x √2 ∛8 ∞"
)
QUANTITY_PLACES = (
    "{}",
    "torque of 5 {}",
    "a {} b",
    "({})",
    "unit={}",
    "in {}, out",
    "the {} of it",
    "5{}",
    "Wert: {} pro Tag",
    "valeur {} par jour",
    "// {}",
    '"{}",',
    "le {} est",
    "el {} es",
    "max {} min {}",
)

SHORT_WORDS = (
    "ООО ЗАО ЕАД АД США СССР МВД ФСБ ГОСТ ТУ ИП РФ СНГ НДС ИНН КПП БИК ЖКХ ТЭЦ АЭС ВУЗ ЕС "
    "ООН НАТО ЦК ГБ МБ КБ да нет не на он она это что как или и в с к о у а я мы вы ты их "
    "им до по за из от ул. г. д. кв. т.е. т.д. руб. коп. см. рис. стр. гл. ч. п. № ёж её щи "
    "ещё йод ъ ы ь ДА НЕТ ВЫХОД ВХОД СТОП МЕНЮ ФАЙЛ ПУСК ОК ПОМОЩЬ ІТ ЄС їх ім'я ґава ѝ ще "
    "съм ЕООД ООД лв. бр. чл. ал. т. Џ Љ Њ ћ ђ је ли ово ΑΕ ΕΠΕ ΔΕΗ ΟΤΕ και το η ο σε με "
    'για δεν θα να ΟΧΙ ΝΑΙ ΕΞΟΔΟΣ χλμ. τ.μ. מ"מ בע"מ ארה"ב כן לא של את על זה הוא היא אני '
    'ד"ר لا نعم في من على هو هي ما كم ر.س د.إ ه ق م ١٢ กม. พ.ศ. บาท ไม่ ใช่ ที่ ใน และ คือ '
    "ไทย 가 나 네 예 아니오 원 년 월 일 시 분 초 명 개 확인 취소 的 了 是 不 我 你 他 好 年 "
    "月 日 元 确定 取消 中国 あ い は の を に 円 年 月 日 人 はい いいえ ア カ ﾊﾝ"
)
WORD_PLACES = (
    "{}",
    "[{}]",
    '"{}"',
    "{}: 5",
    "name={}",
    "<b>{}</b>",
    "the word {} means",
    "1. {}",
    "{} {}",
    "// {}",
    "{}/{}",
    "{} (OK)",
    "Total {} 20",
    "# {}",
    "'{}' => '{}',",
)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    options = parser.parse_args()
    repairers = common.repairers(peers=not options.no_peers)
    failures = common.Failures(options.failures)
    changed: Counter[str] = Counter()
    lines = [place.replace("{}", sign) for sign in SIGNS for place in PLACES]
    lines += [place.replace("{}", unit) for unit in QUANTITIES.split() for place in QUANTITY_PLACES]
    lines += [place.replace("{}", word) for word in SHORT_WORDS.split() for place in WORD_PLACES]
    for name, repair in repairers.items():
        for line in lines:
            got = repair(line)
            if got != line:
                changed[name] += 1
                if name == OURS:
                    failures.add("changed", Case(line, line, ""), got)
    print("Short technical lines, all clean, changed")
    rows = [[name, len(lines), changed[name]] for name in repairers]
    common.table(("", "lines", "changed"), rows)
    failures.show()
    common.write_figures(options.json, {"lines": len(lines), **changed})


if __name__ == "__main__":
    main()
