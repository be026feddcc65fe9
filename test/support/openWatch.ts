import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'

export interface OpenWatch {
  /** Paths of all files that were opened for reading since the start; ends the watch. */
  stop(): Promise<readonly string[]>
}

/**
 * Tells which files below a directory are opened by whatever process, from the kernel's inotify: the proof that a run
 * did not open them. Looking at a file without opening it (stat, O_PATH) is not seen.
 */
export async function watchOpens(directory: string): Promise<OpenWatch> {
  const child = spawn('perl', ['-e', watcher, directory, process.arch], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let printed = ''
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString('latin1')))
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve()
    }),
  )
  while (!printed.startsWith('ready\n')) {
    if (child.exitCode !== null) throw new Error('inotify could not be used')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    stop: async () => {
      child.stdin.end()
      await ended
      return printed.split('\n').slice(1, -1)
    },
  }
}

/** Ends with its input, after it has printed what had happened until then. */
const watcher = String.raw`
  $| = 1; my ($top, $arch) = @ARGV; my %path;
  my ($init, $add) = $arch eq 'arm64' ? (26, 27) : (294, 254);
  my $fd = syscall($init, 2048); $fd >= 0 or die "inotify_init1: $!";
  sub watch {
    my ($dir) = @_; my $id = syscall($add, $fd, $dir, 0x20); $id >= 0 or die "inotify_add_watch: $!"; $path{$id} = $dir;
    opendir(my $handle, $dir) or die; my @names = readdir $handle; closedir $handle;
    for my $name (@names) { next if $name eq '.' || $name eq '..'; my $below = "$dir/$name"; watch($below) if -d $below && !-l $below }
  }
  watch($top);
  open(my $events, '<&=', $fd) or die;
  my ($buffer, $asked) = ('', 0);
  sub drain {
    while (sysread($events, my $bytes, 65536)) {
      while (length $bytes) {
        my ($id, $mask, $cookie, $length) = unpack('iIII', $bytes); my $name = unpack('Z*', substr($bytes, 16, $length));
        $bytes = substr($bytes, 16 + $length);
        print "$path{$id}/$name\n" if $_[0] && !($mask & 0x40000000);
      }
    }
  }
  drain(0); print "ready\n";
  while (1) {
    my $bits = ''; vec($bits, 0, 1) = 1; vec($bits, $fd, 1) = 1; select($bits, undef, undef, undef);
    drain(1); exit 0 if vec($bits, 0, 1) && !sysread(STDIN, my $any, 1);
  }`
