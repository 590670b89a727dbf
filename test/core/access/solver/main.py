"""Reads pairs of lists of grants as JSON, and prints for each whether the first list allows all that the second does.

Whether a secret and an address exist that only the second list allows is left to a solver, which knows nothing of prefixes
of one another or of blocks within blocks.
"""

import ipaddress
import json
import sys

from z3 import And, BitVec, Not, Or, PrefixOf, Solver, String, StringVal, UGE, ULE, sat, unsat

name = String("name")
address = BitVec("address", 32)
instance = String("instance")


def named(pattern):
    if pattern.endswith("*"):
        return PrefixOf(StringVal(pattern[:-1]), name)
    return name == StringVal(pattern)


def within(block):
    network = ipaddress.ip_network(block, strict=False)
    return And(UGE(address, int(network[0])), ULE(address, int(network[-1])))


def allowed(grants):
    return Or(
        [
            And(
                instance == StringVal(grant["instance"]),
                Or([named(secret) for secret in grant["secrets"]]),
                Or([within(block) for block in grant["ranges"]]),
            )
            for grant in grants
        ]
    )


def covers(wide, narrow):
    solver = Solver()
    solver.add(allowed(narrow), Not(allowed(wide)))
    found = solver.check()
    if found not in (sat, unsat):
        raise RuntimeError(f"the solver does not know: {solver.reason_unknown()}")
    return found == unsat


print(json.dumps([covers(wide, narrow) for wide, narrow in json.load(sys.stdin)]))
