#!/usr/bin/env python3
"""Measures queries of a running server with wrk, on a space "bench" that SeedSpace (runtime/http-tests, package load) wrote.

  measure.py URL PASSWORD [PHASE ...]     all phases without names

Each phase prints requests per second and the median and 99th percentile in milliseconds. The machine should do nothing else.
Before phases that write let a minute pass since a large tree was removed from the same ext4, as CONTRIBUTING.md tells.
"""
import json, os, subprocess, sys, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
URL, PASSWORD = sys.argv[1], sys.argv[2]
SECONDS, WARM = int(os.environ.get("SECONDS_EACH", "6")), int(os.environ.get("WARM", "4"))


def post(path, body, token=None):
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", "Bearer " + token)
    try:
        return json.load(urllib.request.urlopen(request, timeout=120))
    except urllib.error.HTTPError as e:
        return json.load(e)


def login(name, password):
    return post("/user/login", {"shortname": name, "password": password})["records"][0]["attributes"]["access_token"]


ADMIN = login("dmart", PASSWORD)


def user_with_50_permissions():
    """Each permission names a folder of its own; one in ten leads to the entries, under conditions of some kind."""
    names = []
    for i in range(50):
        hits = i % 10 == 0
        names.append(f"bench_{i}")
        post("/managed/request", {"space_name": "management", "request_type": "create", "records": [{
            "resource_type": "permission", "subpath": "/permissions", "shortname": names[-1], "attributes": {
                "subpaths": {"bench": ["items" if hits else f"elsewhere_{i}"]},
                "resource_types": ["content", "folder"] if hits else ["content", "ticket", "media"],
                "actions": ["query", "view"], "conditions": ["is_active"] if i % 20 == 0 else []}}]}, ADMIN)
    post("/managed/request", {"space_name": "management", "request_type": "create", "records": [
        {"resource_type": "role", "subpath": "/roles", "shortname": "bench_role", "attributes": {"permissions": names}},
        {"resource_type": "user", "subpath": "/users", "shortname": "bench_user", "attributes": {"password": "Bench_user_50", "roles": ["bench_role"]}}]}, ADMIN)
    return login("bench_user", "Bench_user_50")


def query(**more):
    return {"type": "search", "space_name": "bench", "subpath": "/items", "limit": 10, "retrieve_json_payload": True, **more}


def create():
    return {"space_name": "bench", "request_type": "create", "records": [{"resource_type": "content", "subpath": "/made", "shortname": "m@N@",
        "attributes": {"payload": {"content_type": "json", "schema_shortname": "item", "body": {
            "title": "item made", "price": 5, "category": "c7", "tags": ["kale"], "text": "olive poppy quince rose sage " * 6}}}}]}


def wrk(body, conns, seconds, span=0, pad="%d", token=None, path="/managed/query", background=False):
    env = dict(os.environ, TOKEN=token or ADMIN, BODY=json.dumps(body), REQPATH=path, SPAN=str(span), PAD=pad,
               START=str(int(time.time() * 10) % 100000000 * 100))
    p = subprocess.Popen(["wrk", f"-t{min(2, conns)}", f"-c{conns}", f"-d{seconds}s", "--timeout", "60s", "-s", HERE + "/wrk.lua", URL],
                         env=env, stdout=subprocess.PIPE, text=True)
    if background:
        return p
    out = p.communicate()[0]
    line = [l for l in out.splitlines() if l.startswith("RESULT")]
    if not line:
        raise RuntimeError(out)
    rps, p50, p99, errors = line[0].split()[1:]
    return float(rps), float(p50), float(p99), int(errors)


def run(name, *a, **k):
    if WARM:
        wrk(*a, WARM, **k)
    result = wrk(*a, SECONDS, **k)
    print(f"{name:34s} {result[0]:9.1f}/s  p50 {result[1]:9.2f} ms  p99 {result[2]:9.2f} ms  errors {result[3]}", flush=True)
    return result


CATEGORY = query(search="@payload.body.category:c@N@")
FACET = {"type": "aggregation", "space_name": "bench", "subpath": "/items", "limit": 200, "aggregation_data": {
    "group_by": ["@payload.body.category"], "reducers": [
        {"reducer_name": "count", "alias": "n", "args": []},
        {"reducer_name": "sum", "alias": "q", "args": ["@payload.body.price"]}]}}
# a question each time of another plan, so that what is remembered of it is not what is measured
PHASES = {
    "exact": lambda: run("exact field, 16 clients", CATEGORY, 16, span=100),
    "exact1": lambda: run("exact field, 1 client", CATEGORY, 1, span=100),
    "word": lambda: run("word of 1 %, 16 clients", query(search="rare@N@x"), 16, span=100, pad="%02d"),
    "word1": lambda: run("word of 1 %, 1 client", query(search="rare@N@x"), 1, span=100, pad="%02d"),
    "sort0": lambda: run("1 %, by price, offset 0", dict(CATEGORY, sort_by="payload.body.price"), 1, span=100),
    "sort9k": lambda: run("1 %, by price, offset 9000", dict(CATEGORY, sort_by="payload.body.price", offset=9000), 1, span=100),
    "all": lambda: run("all, newest first", query(offset=0), 1),
    "allsort0": lambda: run("all, by price, offset 0", query(sort_by="payload.body.price"), 1),
    "allsort10k": lambda: run("all, by price, offset 10000", query(sort_by="payload.body.price", offset=10000), 1),
    "group": lambda: run("group by with count and sum", FACET, 1),
    "user50": lambda: run("exact field, user, 16 clients", CATEGORY, 16, span=100, token=user_with_50_permissions()),
    "write": lambda: run("writes alone, 16 clients", create(), 16, path="/managed/request"),
    "writeread": lambda: write_while_reading(),
}


def write_while_reading():
    reading = wrk(CATEGORY, 8, 2 * SECONDS, span=100, background=True)
    time.sleep(SECONDS / 2)
    result = wrk(create(), 16, SECONDS, path="/managed/request")
    print(f"{'writes beside 8 queries':34s} {result[0]:9.1f}/s  p50 {result[1]:9.2f} ms  p99 {result[2]:9.2f} ms  errors {result[3]}")
    print("   the queries meanwhile:", reading.communicate()[0].split("RESULT")[-1].strip(), flush=True)


def main():
    answer = post("/managed/query", query(search="@payload.body.category:c7", limit=1), ADMIN)
    print("entries of category c7:", answer["attributes"]["total"], flush=True)
    for name in sys.argv[3:] or PHASES:
        try:
            PHASES[name]()
        except Exception as e:  # one phase that fails does not cost the others
            print(name, "failed:", e, flush=True)


main()
