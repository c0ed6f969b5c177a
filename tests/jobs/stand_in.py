"""A worker that starts at once and trains nothing: it does each job until told to stop, or as the run's budget says.

Run as a script with a mode: "obedient"; "deaf" to stops; "dead on arrival"; "chatty" on stderr.
"""

import json
import sys


def say(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def step(number):
    losses = {"train_loss": 3.0, "gradient_norm": None, "clipped_norm": 1.0, "learning_rate": 0.1}
    return {"event": "step", "step": number, "tokens": number, "seconds": float(number), **losses}


def main(mode):
    if mode == "dead on arrival":
        sys.exit(3)
    if mode == "chatty":
        sys.stderr.write("x" * 100 + "\n" + "y" * 1_000_000 + "\n")
        sys.stdout.write("this is not JSON\n")
    say(ready=True, operations_per_second=1e10)
    for line in sys.stdin:
        message = json.loads(line)
        if "job" in message:
            run = message["job"]["run_id"]
            say(run=run, started={"at": [0, 0, 0.0], "origin": [0, 0, 0.0], "budget": 10, "unit": "steps"})
            say(run=run, records=[step(1), step(2)])
        elif mode != "deaf":
            say(run=run, stopping=message["reason"])
            end = {"event": "end", "step": 2, "tokens": 2, "seconds": 2.0, "reason": message["reason"], "message": "Ended."}
            say(run=run, done=end, retire=mode == "retiring")


main(sys.argv[1])
