"""What can be typed: a file for each group of commands.

A command reads its words, calls one room and prints what came of it; no rule of any room lives here. A new command is
a function in one of these files and its name in ``briefing.cli``. A command imports the rooms that it enters inside its
function, so that ``briefing --help`` stays quick.
"""
