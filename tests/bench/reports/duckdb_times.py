"""How long DuckDB takes for the same questions over the same events: prints `question<TAB>milliseconds`, warm medians.

Arguments: the folder with steps.csv, orders.csv and lines.csv; the last day.
"""

import statistics
import sys
import time
from pathlib import Path

import duckdb

folder, last = Path(sys.argv[1]), int(sys.argv[2])
RUNS = 7

database = duckdb.connect(str(folder / "events.duckdb"))
database.execute("set threads = 2")
for table in ("steps", "orders", "lines"):
    file = str(folder / f"{table}.csv")
    database.execute(f"create table {table} as select * from read_csv('{file}', header = true)")

# Kinds of steps as in store/trail.rs: 1 page view, 3 product view, 4 add to cart, 9 checkout, 12 purchase.
OVERVIEW = """
    select (select count(distinct session) from steps where day between $first and $last),
        (select count(*) from (select distinct day, visitor from steps where day between $first and $last)),
        (select count(*) from steps where kind = 1 and day between $first and $last),
        (select count(*) from orders where day between $first and $last),
        (select sum(gross) - sum(refunded) from orders where day between $first and $last)
"""
PRODUCTS = """
    select product, sum(views), sum(adds), sum(units), sum(revenue) from (
        select object as product, count(*) filter (kind = 3) as views, count(*) filter (kind = 4) as adds, 0 as units,
            0 as revenue
        from steps where kind in (3, 4) and day between $first and $last group by object
        union all
        select product, 0, 0, sum(units), sum(line) from lines where day between $first and $last group by product
    ) group by product order by 5 desc limit 100
"""
FUNNEL = """
    with viewed as (
        select session, min(at_ms) as reached from steps where kind = 3 and day between $first and $last group by session
    ), added as (
        select viewed.session, min(steps.at_ms) as reached from viewed join steps using (session)
        where steps.kind = 4 and steps.at_ms >= viewed.reached and steps.day between $first and $last group by viewed.session
    ), checkout as (
        select added.session, min(steps.at_ms) as reached from added join steps using (session)
        where steps.kind = 9 and steps.at_ms >= added.reached and steps.day between $first and $last group by added.session
    ), bought as (
        select checkout.session, min(steps.at_ms) as reached from checkout join steps using (session)
        where steps.kind = 12 and steps.at_ms >= checkout.reached and steps.day between $first and $last group by checkout.session
    )
    select (select count(*) from viewed), (select count(*) from added), (select count(*) from checkout),
        (select count(*) from bought)
"""

for name, question in (("overview", OVERVIEW), ("products", PRODUCTS), ("funnel", FUNNEL)):
    for days in (30, 365):
        period = {"first": last - days + 1, "last": last}
        times = []
        for _ in range(RUNS):
            started = time.perf_counter()
            database.execute(question, period).fetchall()
            times.append((time.perf_counter() - started) * 1e3)
        print(f"{name} {days}\t{statistics.median(times[1:]):.3f}")
