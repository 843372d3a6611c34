"""Why a document that could be read is not taken over: one stable code a reason, a sentence in both languages."""

from reports.importer.errors import ImportStopped

MESSAGES: dict[str, tuple[str, str]] = {
    "no_headings": (
        "Sənəddə yarımbənd başlığı tapılmadı. Başlıqları “4.2.10-cu yarımbənd üzrə (…):” kimi yazın.",
        "No heading of a sub-point was found. Write headings as “4.2.10-cu yarımbənd üzrə (…):”.",
    ),
    "unknown_plan": (
        "Belə plan yoxdur: {name}. Mövcud planlar: {choices}.",
        "There is no plan {name}. Plans: {choices}.",
    ),
    "other_plan": (
        "Sənəd başqa planın məlumatıdır: “{name}”. Həmin planın sənədini seçin. Mövcud planlar: {choices}.",
        "The document is a report on another plan: “{name}”. Choose a document of this plan. Plans: {choices}.",
    ),
    "plan_unclear": (
        "Planı --plan ilə göstərin. {year} ilini əhatə edən planlar: {choices}.",
        "Name the plan with --plan. Plans that cover {year}: {choices}.",
    ),
    "no_year": (
        "Sənədin adında hesabat ili tapılmadı. İli --year ilə göstərin.",
        "No reporting year was found in the title. Name it with --year.",
    ),
    "year_outside_plan": (
        "{year} ili planın müddətinə ({start}–{end}) düşmür. İli yoxlayın.",
        "The year {year} is outside the plan's period ({start}–{end}). Check the year.",
    ),
    "year_not_opened": (
        "{plan} planı üzrə {year} hesabat ili açılmayıb. Koordinatordan ili açmasını xahiş edin və ya --open-year yazın.",
        "The reporting year {year} of {plan} has not been opened. Ask the coordinator to open it, or use --open-year.",
    ),
    "year_closed": (
        "{plan} planı üzrə {year} hesabat ili bağlanıb; bağlı ilə heç nə yazılmır.",
        "The reporting year {year} of {plan} is closed; nothing is written into a closed year.",
    ),
    "no_agency": (
        "Sənədin adında qurum tapılmadı. Qurumun kodunu --agency ilə göstərin.",
        "No agency was found in the title. Name its code with --agency.",
    ),
    "unknown_agency": (
        "Qurum tanınmadı: {name}. Kodunu --agency ilə göstərin və ya adın bu yazılışını quruma əlavə edin.",
        "The agency is not known: {name}. Name its code with --agency, or add this spelling to the agency.",
    ),
    "unknown_sub_points": (
        "Planda olmayan yarımbəndlər: {names}. Nömrələri düzəldin və ya --skip-unknown ilə onları buraxın.",
        "Sub-points that the plan does not have: {names}. Correct the numbers or leave them out with --skip-unknown.",
    ),
    "unassigned_sub_points": (
        "{agency} qurumuna həvalə edilməmiş yarımbəndlər: {names}. Həvaləni yoxlayın və ya --skip-unknown ilə buraxın.",
        "Sub-points not assigned to {agency}: {names}. Check the assignment or leave them out with --skip-unknown.",
    ),
    "unknown_and_unassigned": (
        "Planda olmayan yarımbəndlər: {unknown}; {agency} qurumuna həvalə edilməmiş yarımbəndlər: {unassigned}."
        " Nömrələri və həvaləni yoxlayın və ya --skip-unknown ilə onları buraxın.",
        "Sub-points that the plan does not have: {unknown}; not assigned to {agency}: {unassigned}."
        " Check numbers and assignment or leave them out with --skip-unknown.",
    ),
    "nothing_left": (
        "Sənəddəki yarımbəndlərin heç biri bu quruma aid deyil: {names}. Planı, qurumu və ili yoxlayın.",
        "None of the document's sub-points is the agency's: {names}. Check plan, agency and year.",
    ),
    "duplicate_items": (
        "Bir yarımbənd sənəddə bir neçə dəfə verilib: {names}. Mətnləri bir başlıq altında birləşdirin.",
        "A sub-point occurs more than once: {names}. Put its texts under one heading.",
    ),
    "text_too_long": (
        "Mətn həddindən artıq uzundur: {names}. Ən çoxu {limit} işarə ola bilər.",
        "The text is too long: {names}. At most {limit} characters are kept.",
    ),
    "changed_meanwhile": (
        "{names} üzrə məlumat bu anda başqa istifadəçi tərəfindən dəyişdirildi. Yenidən cəhd edin.",
        "The entry on {names} was changed by somebody in this moment. Try again.",
    ),
}


class ImportRefused(ImportStopped):
    """The document could be read but is not taken over; nothing was written."""

    messages = MESSAGES
