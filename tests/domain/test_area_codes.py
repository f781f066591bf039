"""Every area code of the United States lies in the zones of its state, and the split ones have all of theirs.

The table is the numbering plan administrator's list of codes in service by state, as of 2026.
"""

from __future__ import annotations

import tomllib

import pytest

from collections_tui.domain.places import Places, parse_places, zones_for
from collections_tui.resources import data_path

PLACES: Places = parse_places(tomllib.loads(data_path("places", "us.toml").read_text("utf-8")), "places/us.toml")
EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"

CODES = {
    "AK": "907",
    "AL": "205 251 256 334 659 938",
    "AR": "327 479 501 870",
    "AS": "684",
    "AZ": "480 520 602 623 928",
    "CA": "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 "
    "650 657 661 669 707 714 738 747 760 805 818 820 831 840 858 909 916 925 949 951",
    "CO": "303 719 720 748 970 983",
    "CT": "203 475 860 959",
    "DC": "202 771",
    "DE": "302",
    "FL": "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954",
    "GA": "229 404 470 478 678 706 762 770 912 943",
    "GU": "671",
    "HI": "808",
    "IA": "319 515 563 641 712",
    "ID": "208 986",
    "IL": "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 872",
    "IN": "219 260 317 463 574 765 812 930",
    "KS": "316 620 785 913",
    "KY": "270 364 502 606 859",
    "LA": "225 318 337 504 985",
    "MA": "339 351 413 508 617 774 781 857 978",
    "MD": "227 240 301 410 443 667",
    "ME": "207",
    "MI": "231 248 269 313 517 586 616 734 810 906 947 989",
    "MN": "218 320 507 612 651 763 952",
    "MO": "235 314 417 557 573 636 660 816 975",
    "MP": "670",
    "MS": "228 601 662 769",
    "MT": "406",
    "NC": "252 336 472 704 743 828 910 919 980 984",
    "ND": "701",
    "NE": "308 402 531",
    "NH": "603",
    "NJ": "201 551 609 640 732 848 856 862 908 973",
    "NM": "505 575",
    "NV": "702 725 775",
    "NY": "212 315 329 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934",
    "OH": "216 220 234 283 326 330 380 419 440 513 567 614 740 937",
    "OK": "405 539 572 580 918",
    "OR": "458 503 541 971",
    "PA": "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878",
    "PR": "787 939",
    "RI": "401",
    "SC": "803 821 839 843 854 864",
    "SD": "605",
    "TN": "423 615 629 731 865 901 931",
    "TX": "210 214 254 281 325 346 361 409 430 432 469 512 682 713 "
    "726 737 806 817 830 832 903 915 936 940 945 956 972 979",
    "UT": "385 435 801",
    "VA": "276 434 540 571 686 703 757 804 826 948",
    "VI": "340",
    "VT": "802",
    "WA": "206 253 360 425 509 564",
    "WI": "262 274 353 414 534 608 715 920",
    "WV": "304 681",
    "WY": "307",
}

# Codes that a zone boundary runs through.
SPLIT = {
    "208 986": {MOUNTAIN, PACIFIC},
    "219 574 812 930": {CENTRAL, EASTERN},
    "270 364 606": {CENTRAL, EASTERN},
    "308 402 531": {CENTRAL, MOUNTAIN},
    "423 931": {CENTRAL, EASTERN},
    "458 541": {MOUNTAIN, PACIFIC},
    "605 701": {CENTRAL, MOUNTAIN},
    "620 785": {CENTRAL, MOUNTAIN},
    "448 850": {CENTRAL, EASTERN},
    "775": {MOUNTAIN, PACIFIC},
    "906": {CENTRAL, EASTERN},
    "907": {"America/Anchorage", "America/Adak"},
    "928": {"America/Phoenix", MOUNTAIN},
}

# The other codes of states that have two zones.
WHOLE = {
    "AZ": {"America/Phoenix"},
    "FL": {EASTERN},
    "IN": {EASTERN},
    "KS": {CENTRAL},
    "KY": {EASTERN},
    "MI": {EASTERN},
    "NV": {PACIFIC},
    "OR": {PACIFIC},
    "TX": {CENTRAL},
    "TN": {CENTRAL},
}
ELSEWHERE = {"915": {MOUNTAIN}, "865": {EASTERN}}

NOWHERE = ["500", "533", "588", "700", "710", "800", "822", "833", "844", "855", "866", "877", "888", "900"]


def zones(area: str) -> set[str]:
    nowhere = PLACES._replace(unknown=())
    return set(zones_for(nowhere, [f"+1{area}5550100"], ""))


def expected(state: str, area: str) -> set[str]:
    split = next((each for codes, each in SPLIT.items() if area in codes.split()), None)
    return split or ELSEWHERE.get(area) or WHOLE.get(state) or set(PLACES.states[state])


@pytest.mark.parametrize("state", sorted(CODES))
def test_area_codes_lie_where_their_state_does(state: str) -> None:
    for area in CODES[state].split():
        found = zones(area)
        assert found == expected(state, area), area
        assert found <= set(PLACES.states[state]), area


def test_every_state_has_its_codes_and_no_code_is_of_two() -> None:
    codes = [area for codes in CODES.values() for area in codes.split()]
    assert len(codes) == len(set(codes)) == 365
    assert set(CODES) == set(PLACES.states)
    assert {area for codes in SPLIT for area in codes.split()} <= set(codes)


def test_the_library_knows_no_american_code_that_is_not_in_the_table() -> None:
    """A new code comes with a new library: then the table here, and the one that ships, want a look."""
    from phonenumbers import geocoder, parse, region_code_for_number

    known = {area for codes in CODES.values() for area in codes.split()}
    home = {"US", "AS", "GU", "MP", "PR", "VI"}
    for area in map(str, range(200, 1000)):
        number = parse(f"+1{area}5550100", None)
        if region_code_for_number(number) in home and geocoder.description_for_number(number, "en"):
            assert area in known, area


@pytest.mark.parametrize("area", NOWHERE)
def test_codes_of_no_place_tell_nothing(area: str) -> None:
    assert zones(area) == set()
