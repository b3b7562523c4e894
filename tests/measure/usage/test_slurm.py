"""Slurm's accounting as it is printed, kept, cut, and told twice."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from plimsoll import assess
from plimsoll.errors import InputError
from plimsoll.measure.measurement import Measurement
from plimsoll.measure.usage.slurm import measure
from plimsoll.measure.usage.tres import devices_in

HEADER = "JobID|JobName|Account|State|Start|End|Elapsed|AllocTRES|Comment"
HOUR = 3_600_000


def job(
    number: object,
    start: str = "2026-03-01T10:00:00",
    end: str = "2026-03-01T11:00:00",
    elapsed: str = "01:00:00",
    tres: str = "billing=8,cpu=8,gres/gpu:h100_sxm=8,gres/gpu=8,mem=64G,node=1",
    state: str = "COMPLETED",
    comment: str = "acme-1",
) -> str:
    return f"{number}|train|nlp|{state}|{start}|{end}|{elapsed}|{tres}|{comment}"


def file(folder: Path, *lines: str, name: str = "jobs.txt", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def of(*paths: Path, **arguments: Any) -> Measurement:
    return measure(paths, {"zone": "UTC", **arguments})


def hours(found: Measurement) -> float:
    return float(found.details["device_ms"] / HOUR)


def test_a_file_becomes_facts_that_the_law_reads(tmp_path: Path) -> None:
    path = file(tmp_path, job(1), job(2, elapsed="00:30:00"), job("2.batch"), job("2.0"))
    found = of(
        path,
        model_from={"column": "comment"},
        phase="pretraining",
        precision="bf16",
        utilisation={"low": "0.25", "high": "0.5"},
    )
    assert hours(found) == 12
    peak = 989_400_000_000_000
    assert found.facts["models"] == [
        {
            "id": "acme-1",
            "training": [
                {
                    "phase": "pretraining",
                    "operations": {"low": 43_200 * peak // 4, "high": 43_200 * peak // 2, "method": found.method},
                    "started": "2026-03-01",
                    "ended": "2026-03-01",
                }
            ],
        }
    ]
    (tmp_path / "facts.json").write_text(found.as_facts_file(), "utf-8")
    verdicts = {
        each.term: each.verdict
        for each in assess([str(tmp_path / "facts.json")], law="us-ca-sb53", on=date(2026, 11, 22)).determinations
        if each.subject == "acme-1"
    }
    assert verdicts["frontier-model"] == "no"


def test_the_same_files_and_arguments_give_the_same(tmp_path: Path) -> None:
    path = file(tmp_path, job(1), job(2, "2026-03-02T10:00:00", "Unknown", "03:00:00", state="RUNNING"))
    first, then = (of(path, model="m", phase="pretraining") for _ in range(2))
    assert first == then


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("billing=8,cpu=8,gres/gpu:h100=8,gres/gpu=8,mem=64G", (("h100", 8),)),
        ("gres/gpu=3", ((None, 3),)),
        ("gres/gpu:a100=2,gres/gpu:h100=1,gres/gpu=3", (("a100", 2), ("h100", 1))),
        ("gres/gpu:a100=2,gres/gpu=5", (("a100", 2), (None, 3))),
        ("gpu:volta:2", (("volta", 2),)),
        ("gpu:2(IDX:0-1)", ((None, 2),)),
        ("gpu:tesla:4(S:0-1),craynetwork:1", (("tesla", 4),)),
        ("gres:gpu:1", ((None, 1),)),
        ("1=20,2=8192,4=1,5=20,1001=2", ((None, 2),)),
        ("cpu=4,gres/shard=8,gres/gpumem=1G,gres/gpuutil=20", ()),
        ("", ()),
        ("(null)", ()),
        ("gres/gpu:h100=0,gres/gpu=0", ()),
    ],
)
def test_devices_are_found_in_every_form(text: str, found: tuple[tuple[str | None, int], ...]) -> None:
    assert devices_in(text, {"gpu"}, {"1001": "gres/gpu"}) == found


def test_devices_of_no_count_are_no_devices() -> None:
    for text in ("gres/gpu=", "gres/gpu:h100=8G", "gres/gpu=-1"):
        with pytest.raises(ValueError, match="no whole number"):
            devices_in(text, {"gpu"}, {})


def test_columns_in_another_order_and_of_other_names(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        '1772359200,7,1772362800,0,"1=4,1001=2",volta',
        header="time_start,id_job,time_end,time_suspended,tres_alloc,constraints",
    )
    found = of(path, tres={"1001": "gres/gpu"}, devices={"": "V100 SXM2"}, model="m", phase="pretraining")
    assert (hours(found), found.details["device_ms_of_unknown_devices"]) == (2, 0)
    with pytest.raises(InputError, match=r"jobs.txt:2: a resource is told by the number 1001; say what it is: --tres"):
        of(path)


def test_requested_devices_are_taken_with_a_note(tmp_path: Path) -> None:
    path = file(tmp_path, "5|2026-03-01T10:00:00|01:00:00|gpu:a100:4|3", header="JobID|Start|Elapsed|ReqGRES|NNodes")
    found = of(path)
    assert hours(found) == 12
    assert any("those that were asked for" in note for note in found.notes)


@pytest.mark.parametrize(
    ("start", "end", "elapsed", "zone", "ends"),
    [
        ("2026-03-01T10:00:00", "2026-03-01T11:00:00", "01:00:00", "Asia/Kolkata", "2026-03-01T05:30:00"),
        ("2026-03-01T10:00:00+0100", "2026-03-01T11:00:00+0100", "01:00:00", "UTC", "2026-03-01T10:00:00"),
        ("1772359200", "1772362800", "3600", "Asia/Tokyo", "2026-03-01T11:00:00"),
        # The clock was set back from 3 to 2: the second 2:30 is meant, as Elapsed says; then the first one.
        ("2026-10-25T01:30:00", "2026-10-25T02:30:00", "02:00:00", "Europe/Berlin", "2026-10-25T01:30:00"),
        ("2026-10-25T01:30:00", "2026-10-25T02:30:00", "01:00:00", "Europe/Berlin", "2026-10-25T00:30:00"),
        ("2026-03-01 10:00:00.250", "2026-03-01T11:00:00Z", "59:59.750", "UTC", "2026-03-01T11:00:00"),
    ],
)
def test_times_are_read_in_their_zone(tmp_path: Path, start: str, end: str, elapsed: str, zone: str, ends: str) -> None:
    found = of(file(tmp_path, job(1, start, end, elapsed)), zone=zone)
    last = found.details["last_ms"]
    assert datetime.fromtimestamp(last / 1000, UTC).replace(tzinfo=None).isoformat() == ends


def test_a_zone_that_is_not_told_is_an_assumption_that_is_said(tmp_path: Path) -> None:
    path = file(tmp_path, job(1))
    assert any("taken for UTC" in note for note in measure([path], {}).notes)
    assert not any("taken for UTC" in note for note in of(path).notes)


def test_an_hour_shown_twice_without_elapsed_is_said(tmp_path: Path) -> None:
    path = file(tmp_path, "1|2026-10-25T02:10:00|2026-10-25T02:30:00|gres/gpu=1", header="JobID|Start|End|AllocTRES")
    found = of(path, zone="Europe/Berlin")
    assert found.details["device_ms"] == 20 * 60_000
    assert any("clocks showed twice" in note for note in found.notes)


def test_what_is_no_use_is_passed_over_and_counted(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        job(1),
        job("1.batch"),
        job("1.extern"),
        job("1.0"),
        job("9.0"),
        job("12_[3-9%2]", "Unknown", "Unknown", "00:00:00", "", "PENDING"),
        job(13, "None", "2026-03-01T11:00:00", "00:00:00", "", "CANCELLED by 1000"),
        job(14, tres="billing=8,cpu=8,mem=64G,node=1"),
        HEADER,
    )
    found = of(path)
    assert (hours(found), found.details["rows"]) == (8, 1)
    assert {note for note in found.notes if note.startswith("passed over")} == {
        f"passed over, 3, first at {path}:3: steps of jobs",
        f"passed over, 1, first at {path}:6: steps whose job has no line of its own just before",
        f"passed over, 2, first at {path}:7: jobs that never started",
        f"passed over, 1, first at {path}:9: jobs without a device: their operations are not counted",
    }


def test_arrays_and_heterogeneous_jobs_are_jobs_each(tmp_path: Path) -> None:
    path = file(tmp_path, job("7_1"), job("7_2"), job("7_2.batch"), job("8+0"), job("8+1"), job("8+1.0"))
    assert hours(of(path)) == 32


def test_a_requeued_job_counts_for_each_time_that_it_ran(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        job(1, state="NODE_FAIL"),
        job(1, "2026-03-01T12:00:00", "2026-03-01T12:30:00", "00:30:00"),
    )
    found = of(path)
    assert hours(found) == 12
    assert not any("overlap" in note for note in found.notes)


def test_suspended_time_does_not_count(tmp_path: Path) -> None:
    path = file(tmp_path, job(1, elapsed="00:15:00"))
    assert hours(of(path)) == 2
    header = "JobID|Start|End|Suspended|AllocTRES"
    path = file(tmp_path, "1|2026-03-01T10:00:00|2026-03-01T11:00:00|00:45:00|gres/gpu=8", header=header)
    assert hours(of(path)) == 2


def test_running_jobs_count_as_far_as_they_came(tmp_path: Path) -> None:
    path = file(tmp_path, job(1, end="Unknown", elapsed="2-03:00:00", state="RUNNING"))
    found = of(path, model="m", phase="pretraining")
    assert hours(found) == 8 * 51
    assert "ended" not in found.facts["models"][0]["training"][0]
    assert any("as far as they had come" in note for note in found.notes)


def test_unknown_devices_stay_unknown_and_are_said(tmp_path: Path) -> None:
    path = file(tmp_path, job(1), job(2, tres="gres/gpu:abacus=2"), job(3, tres="gres/gpu=1", comment="other"))
    half = {"low": "0.5", "high": "0.5"}
    told: dict[str, Any] = {"model_from": {"column": "Comment"}, "phase": "pretraining", "precision": "bf16"}
    found = of(path, **told, utilisation=half)
    at_least = {"low": 8 * 3600 * 989_400_000_000_000 // 2, "method": found.method}
    assert [run.get("operations") for model in found.facts["models"] for run in model["training"]] == [at_least, None]
    assert "no upper bound for models with devices that no catalogue has" in found.error
    assert "operations unknown: 2.0 device-hours were on abacus, which no catalogue has" in found.notes
    assert any("1.0 device-hours were on devices whose kind is not told" in note for note in found.notes)
    assert found.details["device_ms_of_unknown_devices"] == 3 * HOUR
    named = of(path, model_from={"column": "Comment"}, phase="pretraining", devices={"abacus": "A100", "": "H100*2"})
    assert (hours(named), named.details["device_ms_of_unknown_devices"]) == (12, 0)
    assert all("operations" in run for model in named.facts["models"] for run in model["training"])


def test_a_model_is_only_what_is_told_to_be_one(tmp_path: Path) -> None:
    path = file(
        tmp_path, job(1, comment="run of model=acme-2 no. 4"), job(2, comment="please do not kill"), job(3, comment="")
    )
    found = of(path, model_from={"column": "Comment", "pattern": r"model=(\S+)"})
    assert [model["id"] for model in found.facts["models"]] == ["acme-2"]
    assert found.details["device_ms_of_no_model"] == 16 * HOUR
    assert "models" not in of(path).facts


WRONG: Mapping[str, tuple[str, str, str]] = {
    "the last line is cut": (
        job(1) + "\n" + job(2)[:40],
        "jobs.txt:3: a line has another number of columns than the header: it is the last, and the file may",
        "",
    ),
    "too many columns": (
        job("1|a"),
        "jobs.txt:2: a line has another number of columns than the header; a job name may hold",
        "",
    ),
    "it ends before it starts": (
        job(1, end="2026-03-01T09:59:59"),
        "jobs.txt:2: End: a job ends before it starts: a clock was set back, or the zone is another",
        "",
    ),
    "longer than it lasted": (job(1, elapsed="02:00:00"), "jobs.txt:2: Elapsed: a job was in use for longer than", ""),
    "no time": (job(1, start="yesterday"), "jobs.txt:2: Start: Start is no time", ""),
    "a day that is none": (job(1, start="2026-02-30T10:00:00"), "jobs.txt:2: Start: Start is", ""),
    "negative": (job(1, start="-1772359200"), "jobs.txt:2: Start: Start is no time", ""),
    "negative span": (job(1, elapsed="-00:30:00"), "jobs.txt:2: Elapsed: Elapsed is no span of time", ""),
    "never shown": (
        job(1, start="2026-03-29T02:30:00", end="2026-03-29T04:30:00"),
        "jobs.txt:2: Start: Start is a time that clocks of the zone never showed",
        "Europe/Berlin",
    ),
    "no devices": (job(1, tres="gres/gpu:h100=eight"), "jobs.txt:2: devices: a job's devices cannot be read", ""),
    "over and no end": (job(1, end="Unknown", elapsed=""), "jobs.txt:2: End: a job that has no end has no Elapsed", ""),
    "34 years": (job(1, "1971-01-01T00:00:00", "2026-01-01T00:00:00", ""), "jobs.txt:2: End: a job lasts for more", ""),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_refused_in_one_line_or_left_out_and_counted(what: str, tmp_path: Path) -> None:
    lines, said, zone = WRONG[what]
    path = tmp_path / "jobs.txt"
    path.write_text(f"{HEADER}\n{lines}" + ("" if "cut" in what else f"\n{job(99)}\n"), "utf-8")
    with pytest.raises(InputError) as refused:
        of(path, zone=zone or "UTC")
    assert str(refused.value).startswith(f"{tmp_path}/{said}")
    assert str(refused.value).endswith("or leave such lines out, counted, with --leave-out")
    found = of(path, zone=zone or "UTC", leave_out=True)
    assert hours(found) == 8
    assert sum(found.details["left_out"].values()) == 1
    assert "1 lines were left out" in found.error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (f"{job(1)}\n".encode(), "jobs.txt:1: the first line is no header of sacct's, and no job of filetxt's"),
        (
            b"JobID|State\n1|COMPLETED\n",
            "jobs.txt:1: no columns say when jobs started and ended; print it with a header",
        ),
        (b"JobID|Start|End\n1|a|b\n", "jobs.txt:1: no column says which devices jobs had"),
        (f"{HEADER}\n{job(1)}\n".encode("utf-16"), "is not UTF-8"),
        (f"{HEADER}\n{job(1)}\n{job('Zoë')}\n".encode("latin-1"), "is not UTF-8"),
        (gzip.compress(f"{HEADER}\n{job(1)}\n".encode())[:-12], "ends within its compressed data"),
    ],
)
def test_files_that_are_none_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "jobs.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        of(path, leave_out=True)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_mark_of_order_line_ends_of_another_system_and_compression_are_read(tmp_path: Path) -> None:
    path = tmp_path / "jobs.txt.gz"
    path.write_bytes(gzip.compress(f"\ufeff{HEADER}|\r\n{job(1)}|\r\n{job(2, comment='')}|\r\n".encode()))
    assert hours(of(path)) == 16


def test_a_last_line_that_may_be_short_is_said(tmp_path: Path) -> None:
    path = tmp_path / "jobs.txt"
    path.write_text(f"{HEADER}\n{job(1)}", "utf-8")
    found = of(path)
    assert hours(found) == 8
    assert f"assumed, 1, first at {path}:2: the last line has no end; if the file was cut there" in str(found.notes)


def test_a_job_in_the_files_of_two_months_counts_once(tmp_path: Path) -> None:
    running = job(2, "2026-02-28T23:00:00", "Unknown", "01:00:00", state="RUNNING")
    ended = job(2, "2026-02-28T23:00:00", "2026-03-01T03:00:00", "04:00:00")
    february = file(tmp_path, job(1), running, name="february.txt")
    march = file(tmp_path, job(1), ended, job(3), name="march.txt")
    found = of(february, march, model="m", phase="pretraining")
    assert (hours(found), found.details["rows"]) == (8 + 32 + 8, 3)
    assert f"passed over, 1, first at {march}:2: lines that say what another line says" in found.notes
    assert any(f"first at {february}:3: lines of jobs that still ran" in note for note in found.notes)
    assert found.facts["models"][0]["training"][0]["ended"] == "2026-03-01"
    assert hours(of(march, february)) == hours(found)


def test_two_lines_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    one = file(tmp_path, job(1), job(5), name="one.txt")
    two = file(tmp_path, job(1, end="2026-03-01T12:00:00", elapsed="02:00:00"), name="two.txt")
    with pytest.raises(InputError, match=rf"two.txt:2: says otherwise than {one}:2 what one job used; leave one"):
        of(one, two)
    found = of(one, two, leave_out=True)
    assert (hours(found), found.details["left_out"]) == (8, {"says otherwise than another line what one job used": 1})


def test_jobs_of_one_number_that_overlap_are_said(tmp_path: Path) -> None:
    path = file(tmp_path, job(1), job(1, "2026-03-01T10:30:00", "2026-03-01T11:30:00"))
    found = of(path)
    assert hours(found) == 16
    assert f"assumed, 1, first at {path}:3: jobs of the same number that overlap" in str(found.notes)
    apart = file(
        tmp_path,
        "1|a|2026-03-01T10:00:00|2026-03-01T11:00:00|gres/gpu=8",
        "1|b|2026-03-01T10:00:00|2026-03-01T11:00:00|gres/gpu=8",
        header="JobID|Cluster|Start|End|AllocTRES",
    )
    assert hours(of(apart)) == 16
    assert "overlap" not in str(of(apart).notes)


def test_a_file_given_twice_is_refused(tmp_path: Path) -> None:
    one, two = file(tmp_path, job(1), name="a"), file(tmp_path, job(1), name="b")
    with pytest.raises(InputError, match="holds the same as"):
        of(one, two)


def test_a_file_that_names_no_device_says_what_that_may_mean(tmp_path: Path) -> None:
    found = of(file(tmp_path, job(1, tres="billing=1,cpu=1,node=1")))
    assert "does not track gres/gpu" in str(found.notes)


def test_filetxt_is_read(tmp_path: Path) -> None:
    line = (
        "JobId={n} UserId=ann(1000) GroupId=g(1000) Name=my JobState=job JobState=COMPLETED Partition=p"
        " TimeLimit=UNLIMITED"
        " StartTime=2026-03-01T10:00:00 EndTime=2026-03-01T11:00:00 NodeList=n1 NodeCnt=1 ProcCnt=1 WorkDir=/home/ann x"
        " ReservationName= Tres=cpu=1,node=1,gres/gpu:a100=4 Account=nlp QOS= WcKey= Cluster=c SubmitTime=Unknown"
        " EligibleTime=2026-03-01T10:00:00 DerivedExitCode=0:0 ExitCode=0:0 \n"
    )
    path = tmp_path / "jobcomp.txt"
    path.write_text(line.format(n=1) + line.format(n=2), "utf-8")
    assert hours(of(path)) == 8
    path.write_text(line.format(n=1) + line.format(n=2)[:300], "utf-8")
    with pytest.raises(InputError, match=r"jobcomp.txt:2: a line does not say all of a job: it is the last"):
        of(path)
    assert hours(of(path, leave_out=True)) == 4


def test_nothing_personal_is_kept_or_said(tmp_path: Path) -> None:
    header = "JobID|JobName|User|Account|WorkDir|Start|End|AllocTRES"
    path = file(
        tmp_path,
        "1|ann's secret|ann|ann-lab|/home/ann|2026-03-01T10:00:00|2026-03-01T11:00:00|gres/gpu=8",
        "2|ann's secret|ann|ann-lab|/home/ann|2026-03-01T10:00:00|2026-03-01T09:00:00|gres/gpu=8",
        header=header,
    )
    with pytest.raises(InputError) as refused:
        of(path)
    assert "ann" not in str(refused.value).replace(str(tmp_path), "")
    found = of(path, leave_out=True)
    assert "ann" not in repr(found).replace(str(tmp_path), "").replace("cannot", "")


def test_tables_that_others_made_are_read(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "17,ann,vc1,train,8.0,V100,COMPLETED,2026-03-01 10:00:12,2026-03-01 11:00:12,3600",
        "18,ann,vc1,train,0,V100,FAILED,2026-03-01 10:00:12,2026-03-01 11:00:12,3600",
        "19,ann,vc1,train,4,V100,CANCELLED,None,2026-03-01 11:00:12,0",
        header="job_id,user,vc,jobname,gpu_num,gpu_type,state,start_time,end_time,duration",
    )
    found = of(path)
    assert (hours(found), found.details["device_ms_of_unknown_devices"]) == (8, 0)
    path.write_text(path.read_text().replace("8.0", "7.5"), "utf-8")
    with pytest.raises(InputError, match=r"jobs.txt:2: devices: a job's devices are no whole number"):
        of(path)
