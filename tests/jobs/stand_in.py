"""A worker that starts at once and trains nothing: it does each job until told to stop; a study of one step ends by itself.

Run as a script with a mode: "obedient"; "deaf" to stops; "dead on arrival"; "chatty" on stderr.
"""

import hashlib
import json
import sys


def say(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def step(number):
    losses = {"train_loss": 3.0, "gradient_norm": None, "clipped_norm": 1.0, "learning_rate": 0.1}
    return {"event": "step", "step": number, "tokens": number, "seconds": float(number), **losses}


def name_of(study):
    question = json.dumps([study["name"], study["settings"]], sort_keys=True)
    return hashlib.sha256(json.dumps([study["visitor"], question]).encode()).hexdigest()


def begin(study):
    """Tell two events, and where one step is all, the end; return the id where it goes on."""
    name = name_of(study)
    say(study=name, events=[{"slot": "a", "value": 1}], progress=0.25)
    say(study=name, events=[{"slot": "a", "value": 2}, {"value": [3, {"x": 4}]}], progress=0.5)
    if study["settings"]["steps"] > 1:
        return name
    return say(study=name, done={"reason": "finished", "message": "Finished."}, retire=False)


def main(mode):
    if mode == "dead on arrival":
        sys.exit(3)
    if mode == "chatty":
        sys.stderr.write("x" * 100 + "\n" + "y" * 1_000_000 + "\n")
        sys.stdout.write("this is not JSON\n")
    say(ready=True, operations_per_second=1e10)
    study = None
    for line in sys.stdin:
        message = json.loads(line)
        if "study" in message:
            study = begin(message["study"])
        elif mode != "deaf" and message.get("stop") == study and study:
            say(study=study, stopping=message["reason"])
            say(study=study, done={"reason": message["reason"], "message": "Ended."}, retire=False)
        elif "job" in message:
            run = message["job"]["run_id"]
            say(run=run, started={"at": [0, 0, 0.0], "origin": [0, 0, 0.0], "budget": 10, "unit": "steps"})
            say(run=run, records=[step(1), step(2)])
        elif mode != "deaf":
            say(run=run, stopping=message["reason"])
            end = {"event": "end", "step": 2, "tokens": 2, "seconds": 2.0, "reason": message["reason"], "message": "Ended."}
            say(run=run, done=end, retire=mode == "retiring")


main(sys.argv[1])
