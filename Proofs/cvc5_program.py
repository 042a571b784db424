"""Answers an SMT-LIB file with the Python module cvc5, as the program cvc5 would.

PyPI's package brings the library and no program; `make proofs` puts this file in its place.
"""

import sys

import cvc5


def main(path):
    solver = cvc5.Solver()
    symbols = cvc5.SymbolManager(solver)
    parser = cvc5.InputParser(solver, symbols)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, path)
    while True:
        command = parser.nextCommand()
        if command.isNull():
            return
        print(command.invoke(solver, symbols), end="", flush=True)


main(sys.argv[1])
