/** A tenant who works against the scan while it runs: a Perl program with the directory and the shell as arguments. */
export interface Race {
  readonly name: string
  /** Runs once before the others see the directory. */
  readonly prepare: string
  /** Runs again and again. */
  readonly step: string
}

export const races: readonly Race[] = [
  {
    name: 'grows',
    prepare: 'put("a.php")',
    step: 'open(F, ">>a.php"); print F "#" x 100; close F; truncate("a.php", 1000) if -s "a.php" > 1e6',
  },
  { name: 'shrinks', prepare: 'put("a.php")', step: 'truncate("a.php", $n % 2 ? 10 : 500_000)' },
  { name: 'is rewritten', prepare: 'put("a.php")', step: 'put("a.php", "#" x ($n % 5000))' },
  { name: 'comes and goes', prepare: 'put("a.php")', step: 'unlink("f" . ($n - 20)); put("f$n")' },
  { name: 'is replaced', prepare: 'put("a.php")', step: 'put("b.tmp"); rename("b.tmp", "a.php")' },
  {
    name: 'is a link half of the time',
    prepare: 'put("a.php")',
    step: 'unlink("a.php"); $n % 2 ? symlink("/etc/passwd", "a.php") : put("a.php")',
  },
  {
    name: 'is a pipe half of the time',
    prepare: 'put("a.php")',
    step: 'unlink("a.php"); $n % 2 ? mkfifo("a.php", 0600) : put("a.php")',
  },
  {
    name: 'is a directory half of the time',
    prepare: 'put("a")',
    step: 'if ($n % 2) { unlink("a"); mkdir("a"); put("a/s.php") } else { unlink("a/s.php"); rmdir("a"); put("a") }',
  },
  {
    name: 'moves its directory',
    prepare: 'mkdir("d"); put("d/a.php")',
    step: 'rename("d", "e"); rename("e", "d")',
  },
  {
    name: 'swaps its directory for a link',
    prepare: 'mkdir("d"); put("d/a.php"); symlink("/etc", "l")',
    step: 'rename("d", "t"); rename("l", "d"); rename("d", "l"); rename("t", "d")',
  },
  { name: 'changes its mode', prepare: 'put("a.php")', step: 'chmod($n % 2 ? 0 : 0777, "a.php")' },
  { name: 'changes its time', prepare: 'put("a.php")', step: 'utime($n, $n, "a.php")' },
]

/** All of them in one process, in turn, until it is killed; prints a line when everything is prepared. */
export function raceProgram(): string {
  const blocks = (which: 'prepare' | 'step'): string =>
    races.map((race, i) => `chdir("$site/race${i}"); ${race[which]};`).join('\n')
  return `use POSIX; $| = 1; our ($site, $shell) = @ARGV; our $n = 0;
    sub put { my ($name, $more) = @_; open(F, ">$name"); print F $shell, $more // ""; close F }
    for my $i (0 .. ${races.length - 1}) { mkdir("$site/race$i") }
    ${blocks('prepare')}
    print "ready\\n";
    while (1) { $n++; ${blocks('step')} }`
}
