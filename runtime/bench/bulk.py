#!/usr/bin/env python3
"""Measures what goes over many entries at once: import, export and rebuild of the index, each with the processor time per entry.

  bulk.py WORK PHASES [ENTRIES]     WORK is a new folder on the disk to measure, 100000 entries without a number

Phases, one letter each, in this order or any: i imports an archive of so many entries into a space of its own, e exports what
the last i brought, r builds the index anew (of all that is there). DIST in the environment names the distribution, default is
the one that was built here. The machine should do nothing else; compare two distributions in turn.
Take another new folder for each run and remove them all in the end: on ext4 the files of a run that begins right after a large tree
was removed cost the kernel a search, as CONTRIBUTING.md tells.
"""
import json, os, shutil, subprocess, sys, time, urllib.request, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
DIST = os.environ.get("DIST", HERE + "/../dist/target/dmart")
SEED = HERE + "/../http-tests/src/test/java/cc/dmart/httptests/load/SeedSpace.java"
WORK, PHASES, ENTRIES = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
PASSWORD, PORT = "Bulk_measure_1", os.environ.get("PORT", "8299")
URL = f"http://127.0.0.1:{PORT}"


def archive(space):
    """The same entries below another space in each archive, as an import of what is there would write nothing."""
    root = WORK + "/seed"
    if not os.path.exists(root):
        subprocess.run(["java", SEED, root, "bulk", str(ENTRIES)], check=True)
    name = f"{WORK}/{space}.zip"
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for folder, folders, files in os.walk(root + "/bulk"):
            folders.sort()
            for file in sorted(files):
                path = os.path.join(folder, file)
                out.write(path, space + path[len(root + "/bulk"):])
    return name


def call(path, body=None, token=None):
    request = urllib.request.Request(URL + path, None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    return json.load(urllib.request.urlopen(request, timeout=900))


def curl(*arguments):
    return subprocess.run(["curl", "-s", "-H", "Authorization: Bearer " + TOKEN, *arguments], capture_output=True, text=True).stdout


def rebuilt():
    while True:
        run = call("/admin/reindex", token=TOKEN)["attributes"]
        if run["state"] != "running":
            return run
        time.sleep(0.2)


def processor():
    user, kernel = open(f"/proc/{SERVER.pid}/stat").read().rsplit(")", 1)[1].split()[11:13]
    return int(user) / 100, int(kernel) / 100


def idle():
    times = [int(t) for t in open("/proc/stat").readline().split()[1:]]
    return (times[3] + times[4]) / 100


os.makedirs(WORK)
shutil.copytree(DIST + "/spaces", WORK + "/spaces")
archives = [archive(f"bulk{i}") for i in range(PHASES.count("i"))]
settings = {"ADMIN_PASSWORD": PASSWORD, "SPACES": WORK + "/spaces", "DATA": WORK + "/data", "PORT": PORT,
            "MAX_UPLOAD_SIZE": "64GiB", "ZIP_MAX_ENTRIES": "10000000", "ZIP_MAX_BYTES": "64GiB"}
SERVER = subprocess.Popen([DIST + "/bin/dmart"], stdout=open(WORK + "/log", "w"), stderr=subprocess.STDOUT,
                          env=dict(os.environ, **{"DMART_" + k: v for k, v in settings.items()}))
try:
    while True:
        try:
            call("/health/ready")
            break
        except OSError:
            if SERVER.poll() is not None:
                sys.exit("The server stopped: " + open(WORK + "/log").read())
            time.sleep(0.1)
    TOKEN = call("/user/login", {"shortname": "dmart", "password": PASSWORD})["records"][0]["attributes"]["access_token"]
    rebuilt()
    imported = 0
    for phase in PHASES:
        cpu, unused, begin, count = processor(), idle(), time.time(), ENTRIES
        if phase == "i":
            reply = json.loads(curl("-F", "zip_file=@" + archives[imported], URL + "/managed/import"))
            imported += 1
            assert reply["attributes"]["failed_count"] == 0 and reply["attributes"]["entries_inserted"] >= ENTRIES, reply
        elif phase == "e":
            query = {"type": "search", "space_name": f"bulk{imported - 1}", "subpath": "/", "limit": -1}
            status = curl("-o", WORK + "/export.zip", "-w", "%{http_code}", "-H", "Content-Type: application/json", "-d", json.dumps(query),
                          URL + "/managed/export")
            assert status == "200", status
        else:
            call("/admin/reindex", {}, TOKEN)
            count = rebuilt()["entries"]
        took, now = time.time() - begin, processor()
        user, kernel = (1e6 * (now[i] - cpu[i]) / count for i in (0, 1))
        print(f"{phase} {count / took:8.0f}/s  {user + kernel:6.1f} us of processor an entry, {kernel:5.1f} of them in the kernel, "
              f"processors {100 * (idle() - unused) / took / os.cpu_count():.0f} % idle", flush=True)
    print("resident at most", open(f"/proc/{SERVER.pid}/status").read().split("VmHWM:")[1].split("\n")[0].strip())
finally:
    SERVER.terminate()
    SERVER.wait()
