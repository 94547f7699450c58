//! Texts that would run if the page, or an export of it, took any of them for markup, script, style or an address. Each sets
//! `top.ran` in a way of its own.

/// How markup brings script in; `JS` is what it would run. By the context that it breaks out of: none, an attribute, a
/// comment, a script, a style, a template, a cell of a sheet.
const WAYS: [&str; 50] = [
    "<script>JS</script>",
    "<SCRIPT>JS</SCRIPT>",
    "<script/x>JS</script>",
    "<script src=data:,JS></script>",
    "<script type=module>JS</script>",
    "<scr<script>ipt>JS</script>",
    "<img src=x onerror=JS>",
    "<img src=x onerror='JS'>",
    "<img src=x onerror=\"JS\">",
    "<img/src=x/onerror=JS>",
    "<image href=x onerror=JS>",
    "<svg onload=JS>",
    "<svg/onload=JS>",
    "<svg><script>JS</script></svg>",
    "<svg><animate onbegin=JS attributeName=x dur=1s>",
    "<svg><set onbegin=JS attributeName=x>",
    "<svg><a xlink:href=javascript:JS><text>x</text></a></svg>",
    "<math><mtext><img src=x onerror=JS></mtext></math>",
    "<body onload=JS>",
    "<iframe src=javascript:JS></iframe>",
    "<iframe srcdoc='<script>JS</script>'></iframe>",
    "<iframe onload=JS></iframe>",
    "<object data=javascript:JS></object>",
    "<embed src=javascript:JS>",
    "<video><source onerror=JS></video>",
    "<video src=x onerror=JS></video>",
    "<audio src=x onerror=JS></audio>",
    "<input autofocus onfocus=JS>",
    "<textarea autofocus onfocus=JS></textarea>",
    "<select autofocus onfocus=JS></select>",
    "<details open ontoggle=JS>x</details>",
    "<marquee onstart=JS>x</marquee>",
    "<div style='animation:x' onanimationstart=JS>x</div>",
    "<style onload=JS></style>",
    "<link rel=stylesheet href=data:, onload=JS>",
    "<link rel=stylesheet href=x onerror=JS>",
    "<meta http-equiv=refresh content='0;url=javascript:JS'>",
    "<a href=javascript:JS>x</a>",
    "<form action=javascript:JS><button>x</button></form>",
    "<template><script>JS</script></template>",
    "\"><script>JS</script>",
    "'><img src=x onerror=JS>",
    "\" autofocus onfocus=JS x=\"",
    "' autofocus onfocus=JS x='",
    "--><script>JS</script><!--",
    "</title><script>JS</script>",
    "</textarea><script>JS</script>",
    "</script><script>JS</script>",
    "</style><svg onload=JS>",
    "javascript:JS",
];

const SCRIPTS: [&str; 10] = [
    "top.ran=1",
    "window['ran']=1",
    "eval('ran=1')",
    "Function('top.ran=1')()",
    "setTimeout('ran=1')",
    "self.ran=1//",
    "[1].map(()=>ran=1)",
    "location='javascript:ran=1'",
    "import('data:text/javascript,top.ran=1')",
    "top.ran=`${1}`",
];

/// 500, each once.
pub(crate) fn payloads() -> Vec<String> {
    SCRIPTS.iter().flat_map(|js| WAYS.iter().map(move |way| way.replace("JS", js))).collect()
}
