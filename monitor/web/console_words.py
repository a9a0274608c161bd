"""The Chinese for what the console's problem documents say (see problem_words)."""

from __future__ import annotations

CONSOLE = {
    "Nobody is signed in, or the sign-in is over.": "尚未登录，或登录已过期。",
    "Sign in again.": "请重新登录。",
    "This request does not come from the console's own page.": "此请求不是由本控制台页面发出的。",
    "Reload the page and try again.": "请刷新页面后重试。",
    "This is not for the role {role}.": "角色{role}无权进行此操作。",
    "Ask somebody who has the role, or an administrator.": "请联系有此权限的人员或系统管理员。",
    "Account, password and code do not belong together.": "账号、密码与验证码不相符。",
    "Check all three; a code works once, so wait for the next one.": (
        "请核对三项内容；每个验证码只能使用一次，请等待下一个验证码。"
    ),
    "Signing in failed too often under this account.": "此账号登录失败次数过多。",
    "Wait for the seconds of Retry-After; use a browser in which you signed in before, which is counted apart; or ask "
    "an administrator to unlock the account.": (
        "请等待Retry-After所示秒数；或改用以前登录过的浏览器（其失败次数单独计算）；也可请系统管理员解锁账号。"
    ),
    "Too many tries to sign in came from your network address.": "来自您所在网络地址的登录尝试过多。",
    "Wait for the seconds of Retry-After, or use a browser in which you signed in before.": (
        "请等待Retry-After所示秒数，或改用以前登录过的浏览器。"
    ),
    "This is not your password.": "密码不正确。",
    "Type the password with which you sign in.": "请输入您登录时使用的密码。",
    "{visit} does not last any more": "登录{visit}已经结束",
    "reload the list": "请刷新列表",
    "The password has fewer than 12 characters.": "密码少于12个字符。",
    "The password has more than 128 characters.": "密码超过128个字符。",
    "The password holds the account's name.": "密码中包含账号名。",
    "The password repeats a few characters.": "密码只由少数几个字符重复而成。",
    "Choose 12 to 128 characters, such as four unrelated words.": "请设置12至128个字符，例如四个互不相关的词语。",
    "The code is not the one that the authenticator app shows now.": "验证码与验证器应用当前显示的不一致。",
    "Set the phone's clock to automatic, and type the code that is shown now.": (
        "请将手机时间设为自动，并输入当前显示的验证码。"
    ),
    "The log holds nothing of this attempt yet.": "日志中尚无此次学习的记录。",
    "Look again once the learner has begun.": "请在学员开始学习后再查看。",
    "The API key is not valid.": "API密钥无效。",
    "The console's pages were not built; run `npm run build` in dashboards.": (
        "控制台页面尚未构建，请在dashboards目录运行`npm run build`。"
    ),
    "Pictures cannot be opened here: this installation does not hold the office's private key.": (
        "此处无法打开照片：本系统未存放办公室的私钥。"
    ),
    "Open the file with the office's age key, or set MONITOR_VAULT_PRIVATE_KEY_FILE.": (
        "请用办公室的age密钥打开文件，或设置MONITOR_VAULT_PRIVATE_KEY_FILE。"
    ),
    "This photo was deleted by decision.": "此照片已按决定删除。",
    "The file is not there, or is another one than the log says.": "文件不存在，或与日志所记不是同一文件。",
    "Decide by what the log says of it.": "请依据日志对它的记载作出决定。",
    "{name} is no period of a report.": "{name}不是报告期。",
    "Name a month (2023-03), a quarter (2023-Q1), half a year (2023-H1) or a year (2023).": (
        "请写月(2023-03)、季(2023-Q1)、半年(2023-H1)或年(2023)。"
    ),
    # ------------------------------------------------------------ rule packs
    "This is no rule pack: {reason}": "这不是有效的规则包：{reason}",
    "Correct the file; a pack gives every threshold with value, clause and basis.": (
        "请更正文件；规则包须逐项给出阈值及其数值、条款和依据。"
    ),
    "These are not 1 to {number} days.": "时间范围须为1至{number}天。",
    "Choose a first day that is not behind the last one, and a shorter time.": (
        "请使起始日不晚于截止日，并缩短时间范围。"
    ),
    "Another trial runs.": "另一次试算正在进行。",
    "Wait for its end, or stop it.": "请等待其结束，或先停止。",
    # ------------------------------------------------------------ helpdesk
    "Nobody is registered with this identity number.": "没有以此身份证号登记的人员。",
    "Compare the number with the card; or the person has not been registered yet.": (
        "请与身份证核对号码；也可能此人尚未登记。"
    ),
    "Nobody is registered with this phone number.": "没有以此电话号码登记的人员。",
    "Ask for another number of the caller's, or search by the identity number.": (
        "请询问来电人的其他号码，或改用身份证号查询。"
    ),
    # ------------------------------------------------------------ a trainee's own page
    "This link is not good, or no longer.": "此链接无效或已过期。",
    "Ask the training institution, the platform or the office for a new link.": (
        "请向培训机构、平台或办公室索取新的链接。"
    ),
    "Consents and phone number cannot be changed through this link.": "不能通过此链接更改同意或电话号码。",
    "Open the page from your learning platform, or ask the office for a link.": (
        "请从学习平台打开此页面，或向办公室索取链接。"
    ),
    "There is nothing here to appeal against, or not any more.": "此课时目前没有可申诉的结果，或申诉期已过。",
    "Reload the page; it shows how the class hour stands now.": "请刷新页面，查看此课时目前的结果。",
    "The appeal has no text, or too much of it.": "申诉内容为空或过长。",
    "Say in 1 to 4000 characters what happened.": "请用1至4000个字说明情况。",
    "The text has changed since the page was opened.": "页面打开后，同意书文本已更新。",
    "Reload the page and read the text again.": "请刷新页面，重新阅读文本。",
    "A file has {number} bytes.": "文件大小为{number}字节。",
    "Send files of at most {most} bytes.": "单个文件请不超过{most}字节。",
    "A file is no JPEG, PNG or PDF.": "文件不是JPEG、PNG或PDF格式。",
    "Send photos, screenshots or PDF files.": "请上传照片、截图或PDF文件。",
    # ------------------------------------------------------------ moving to another database
    "has another registry: {tables}": "已有另一份登记数据：{tables}",
    "give an empty database": "请使用空数据库",
    # ------------------------------------------------------------ accounts
    "{role} sees {kind}, not {other}": "角色{role}的数据范围是{kind}，不是{other}",
    "name whose data are seen": "请指明数据范围",
    "{account} exists already": "账号{account}已存在",
    "{account} looks like {other}": "账号{account}与已有账号{other}过于相似",
    "{account} is the last administrator": "{account}是最后一位系统管理员",
    "let another administrator sign in first": "请先让另一位系统管理员启用账号",
    "choose another name": "请换一个名称",
    "{account} has ended": "账号{account}已停用",
    "add another account for this person": "请为此人另建账号",
    "is not valid": "无效",
    "ask for a new invitation": "请申请新的邀请",
}
