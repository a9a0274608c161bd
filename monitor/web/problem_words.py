"""The Chinese for what problem documents say: English templates as they stand in the sources, and their translation.

A word in braces stands for a value and is carried over.  A test finds every sentence that has no translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from monitor.web.console_words import CONSOLE
from monitor.web.languages import Language

TITLES = {
    401: "未授权",
    403: "禁止访问",
    404: "未找到",
    405: "不支持的方法",
    409: "冲突",
    410: "已失效",
    413: "内容过大",
    415: "不支持的媒体类型",
    422: "内容无法处理",
    429: "请求过多",
    500: "服务器内部错误",
    503: "服务暂不可用",
}

REQUESTS = {
    "Send a valid key in the Authorization header: Bearer <key>.": "请在Authorization标头中提供有效密钥。",
    "See /openapi.json for what this server offers.": "本服务提供的接口见/openapi.json。",
    "See /openapi.json for the methods of this path.": "该路径支持的方法见/openapi.json。",
    "Correct the named field (see /openapi.json).": "请更正所指字段(见/openapi.json)。",
    "Try again in a moment; nothing was lost.": "请稍后重试，数据没有丢失。",
    "This collector is about to end and takes no new sessions.": "此采集服务即将停止，不再接受新的会话。",
    "This collector should get no new learners just now.": "此采集服务目前不应接收新的学员。",
    "See errors; docs/running.md says what to do about each.": "原因见errors，处理办法见docs/running.md。",
    "It is told to end and hands its learners over.": "服务已收到停止指令，正在移交学员。",
    "An entry could not be stored in the event log, or read from it.": "事件日志刚刚未能写入或读取。",
    "The disk of the data folder takes nothing that is written.": "数据目录所在磁盘无法写入。",
    "There is little space left on the disk of the data folder.": "数据目录所在磁盘空间不足。",
    "The registry's database does not answer in time.": "登记库未及时应答。",
    "The console's pages are not built yet: run `make setup`, then start the server again.": (
        "控制台页面尚未构建：请运行`make setup`，然后重新启动服务。"
    ),
    "Not Found": "此地址不存在。",
    "Method Not Allowed": "此地址不支持该方法。",
    "The API key is missing.": "缺少API密钥。",
    "This is for the key of a {kind}.": "此处需要{kind}的密钥。",
    "This key has no scope {scope}.": "此密钥没有{scope}权限。",
    "Use a key that is good for it, or ask the office for one.": "请使用有此权限的密钥，或向办公室申请。",
    "This key has asked too often.": "此密钥请求过于频繁。",
    "Wait for the seconds of Retry-After, then send the request again.": "请等待Retry-After所示秒数后重新发送请求。",
    "{clause} of {subject} does not wait for a person with these data.": (
        "{subject}的{clause}没有以这些数据等待人工处理。"
    ),
    "Look at the task again (GET /v1/tasks); the data may have changed.": (
        "请重新查看任务(GET /v1/tasks)，数据可能已变化。"
    ),
    "Enrol the person when the earlier project allows it (ONL-14), or have its assessment registered.": (
        "请在此前项目允许后再报名(ONL-14)，或先登记其考核。"
    ),
    "There is nothing of the name {name} here.": "此处没有名为{name}的记录。",
    "Correct the name; what belongs to others cannot be seen.": "请更正名称；他方的记录不可见。",
    "Class {training_class} belongs to another institution.": "{training_class}班属于其他培训机构。",
    "Name a class of your own institution.": "请填写本机构的班级。",
    "Trainee {trainee} is not one of yours.": "学员{trainee}不属于您。",
    "Name a trainee of your own, or register the person first (POST /v1/trainees).": (
        "请填写您自己的学员，或先登记该人员（POST /v1/trainees）。"
    ),
    "The trainee has not agreed to the enrolment of a face.": "学员未同意登记人脸。",
    "Ask for the consent and send the version of its text (GET /v1/consents/text).": (
        "请征得同意，并提交同意书的版本（GET /v1/consents/text）。"
    ),
    "The platform is out of subsidised training from {since} on (document {document}).": (
        "平台自{since}起暂停参加补贴性培训（文号：{document}）。"
    ),
    "The platform is out of subsidised training from {since} on (document {document}): {reason}": (
        "平台自{since}起暂停参加补贴性培训（文号：{document}）：{reason}"
    ),
    "Let people learn on another catalogued platform or in class; only the office ends a suspension.": (
        "请安排学员改用其他在册平台或线下课堂；暂停只能由办公室解除。"
    ),
    "Let people learn on another catalogued platform or in class. Read case {case} at GET /v1/cases; only the office "
    "ends a suspension.": ("请安排学员改用其他在册平台或线下课堂。案件{case}见GET /v1/cases；暂停只能由办公室解除。"),
    "a public notice is about one class; name it": "公示以班级为单位，请填写班级。",
    "a month is written as 2026-09": "月份格式为2026-09。",
    "Correct the named field.": "请更正所指字段。",
    "The Idempotency-Key is not 1 to 255 visible ASCII characters.": "Idempotency-Key应为1至255个可见ASCII字符。",
    "Send a UUID, and another one for another request.": "请发送UUID，不同请求使用不同的UUID。",
    "This Idempotency-Key was sent with another request before.": "此Idempotency-Key已用于另一请求。",
    "Send every request under a key of its own.": "每个请求请使用各自的键。",
    "The same request came before and is being worked on.": "同一请求正在处理中。",
    "Wait for the seconds of Retry-After, then send the same request again.": (
        "请等待Retry-After所示秒数后重新发送同一请求。"
    ),
    "The body has more than {limit} bytes.": "请求内容超过{limit}字节。",
    "Send less at once.": "请减少每次发送的内容。",
    "The body is not declared as JSON.": "请求内容未声明为JSON。",
    "Send application/json.": "请发送application/json。",
    "The cursor does not belong to this list.": "该游标不属于此列表。",
    "Take it from `next` of the page before, with the same parameters; or begin without one.": (
        "请使用上一页的next并保持参数不变，或不带游标重新开始。"
    ),
    "the viewing key is missing or wrong": "查看密钥缺失或不正确。",
    "there is no attempt {attempt}": "没有名为{attempt}的学习记录。",
    "attempt {attempt} has no certificate": "学习记录{attempt}没有证书。",
    "there is no file {name}": "没有文件{name}。",
    "Lesson {lesson} is not part of the class's approved plan.": "课程{lesson}不在该班经批准的计划内。",
    "Name a lesson of the plan, or ask the office to approve a changed plan.": (
        "请填写计划内的课程，或请办公室批准变更后的计划。"
    ),
    "The trainee has not tried unit {unit} on this platform.": "学员尚未在本平台学习过{unit}课时。",
    "Claim a unit that the trainee has learned.": "请为学员已学习的课时申报。",
    "There is no such platform.": "没有该平台。",
    "Correct the name of the platform.": "请更正平台名称。",
    "The trainee is not enrolled in this class.": "学员未在本班报名。",
    "Correct the trainee or the class.": "请更正学员或班级。",
    "The trainee has no such session on this platform.": "学员在该平台没有此学习会话。",
    "Correct it, or leave it out.": "请更正，或不填。",
    "The service cannot do this just now.": "服务暂时无法处理该请求。",
    "An error of the collector; it was logged.": "采集端发生错误，已记录日志。",
}

TABLES = {
    "A platform names the institution of the class, an institution none but itself.": (
        "平台须填写班级所属培训机构，培训机构只能填写本机构。"
    ),
    "Correct the institution.": "请更正培训机构。",
    "There are {count} faults in the table; nothing was imported.": "表中有{count}处错误，未导入任何内容。",
    "Mend what `errors` names, and send the table again.": "请更正errors所列内容后重新提交。",
}

WEBHOOKS = {
    "There are {count} endpoints already.": "已有{count}个接收地址。",
    "Delete one that is not needed.": "请删除不再需要的地址。",
    "Name a public https:// address of your server.": "请填写您服务器的公网https://地址。",
    "The address cannot be read.": "地址无法解析。",
    "The address has no host, or a user or fragment in it.": "地址缺少主机名，或含有用户名或片段。",
    "The address does not begin with https://.": "地址须以https://开头。",
    "The address lies in a private network.": "地址位于内部网络。",
}

PICTURES = {
    "The session has ended.": "学习会话已结束。",
    "Open the lesson again.": "请重新打开课程。",
    "The trainee has not agreed to face checks, so no picture is taken in.": "学员未同意人脸核验，因此不接收照片。",
    "Ask for the consent and send consent_given over the stream first.": "请先征得同意并通过数据流发送consent_given。",
    "The upload token is not valid.": "上传令牌无效。",
    "Use the `upload` token of the last welcome.": "请使用最近一次welcome中的upload令牌。",
    "The picture has {size} bytes.": "照片大小为{size}字节。",
    "Send at most {limit} bytes: 480x360 JPEG at quality 0.75.": "最多{limit}字节：480x360、质量0.75的JPEG。",
    "This is not a JPEG picture.": "这不是JPEG图片。",
    "Send image/jpeg.": "请发送image/jpeg。",
    "Too many pictures are being taken in already.": "正在接收的照片过多。",
    "Wait until earlier ones are answered, then send it again.": "请等待先前的照片得到答复后再发送。",
    "The burst has {count} frames.": "该组连拍有{count}帧。",
    "Send 1 to {limit} parts named f.": "请发送1至{limit}个名为f的部分。",
    "The burst is too large.": "该组连拍过大。",
    "Send at most {limit} bytes in all frames.": "所有帧合计最多{limit}字节。",
    "Nothing was asked under this nonce, or it is answered already or too late.": (
        "该随机码没有对应的要求，或已答复、已过期。"
    ),
    "Answer the open directive; a new one follows by itself.": "请答复当前的指令；新的指令会自动下发。",
    "Another action was asked for.": "要求的是另一个动作。",
    "Perform {action}.": "请完成动作{action}。",
    "No photo_commit for this nonce has arrived.": "尚未收到该随机码的photo_commit。",
    "Send the event first.": "请先发送该事件。",
    "Its SHA-256 is not the committed one.": "其SHA-256与提交的不一致。",
    "Send the file that was committed.": "请发送已提交的那个文件。",
    "The picture cannot be read.": "照片无法读取。",
    "Send a JPEG as the canvas makes it.": "请发送由canvas生成的JPEG。",
    "There are {count} pictures.": "共有{count}张照片。",
    "Send 1 to 5 JPEG files, best 3.": "请发送1至5个JPEG文件，以3个为宜。",
    "No face can be enrolled from this picture.": "无法用这张照片登记人脸。",
    "The form cannot be read: {error}": "表单无法读取：{error}",
    "Send multipart/form-data as documented.": "请按文档发送multipart/form-data。",
    "The part {name} is missing.": "缺少{name}部分。",
    "Add the part {name}.": "请添加{name}部分。",
    "More than {limit} bytes.": "超过{limit}字节。",
    "Send smaller pictures.": "请发送较小的照片。",
    "Correct it as docs/protocol.md says.": "请按docs/protocol.md更正。",
    "Begin with a post, hello or poll.": "首行应为post、hello或poll。",
}

SDK = {
    "There is no SDK {field} {asked} here; there are: {there}.": "此处没有SDK {field} {asked}；现有：{there}。",
    "Take the addresses from /sdk/manifest.json.": "请从/sdk/manifest.json获取地址。",
    "Build it, or install the wheel, which brings it.": "请先构建，或安装已包含它的wheel包。",
}

# What pydantic finds wrong with a field.
VALUES = {
    "Field required": "缺少该字段。",
    "JSON decode error": "JSON无法解析。",
    "Input should be a valid {kind}": "应为有效的{kind}。",
    "Input should be a valid {kind}, {why}": "应为有效的{kind}({why})。",
    "Input should be {choices}": "应为{choices}。",
    "Input should be greater than or equal to {limit}": "应不小于{limit}。",
    "Input should be greater than {limit}": "应大于{limit}。",
    "Input should be less than or equal to {limit}": "应不大于{limit}。",
    "Input should be less than {limit}": "应小于{limit}。",
    "String should have at least {count} character{s}": "至少需要{count}个字符。",
    "String should have at most {count} character{s}": "最多允许{count}个字符。",
    "String should match pattern {pattern}": "应符合格式{pattern}。",
    "List should have at least {count} item{s} after validation, not {given}": "至少需要{count}项，现有{given}项。",
    "List should have at most {count} item{s} after validation, not {given}": "最多允许{count}项，现有{given}项。",
    "Extra inputs are not permitted": "不允许出现该字段。",
    "Value error, {why}": "值不正确：{why}",
}

# What the registry refuses; messages follow the field's name.
REGISTRY = {
    "{number} is forgotten: its numbers are gone": "照片{number}的人脸数据已删除",
    "have the trainee enrolled again": "请让学员重新登记人脸",
    "{name} is approved already": "{name}已获批准",
    "look at the list again": "请重新查看列表",
    "{name} is declined already": "{name}已被退回",
    "{course} is a course of somebody else": "{course}是他人的课程",
    "add to a course of your own, or to one in a plan that was approved for you": (
        "请在自己的课程中添加课时，或选择已为本单位批准的计划中的课程"
    ),
    "look at it again; another plan can be proposed": "请重新查看；可另行提交计划",
    "{training_class} is a class of another institution": "{training_class}是其他培训机构的班级",
    "correct the name": "请更正名称",
    "{training_class} has a plan {version} already": "{training_class}已有计划{version}",
    "give the changed plan a new version": "变更后的计划请使用新的版本号",
    "{backend} is not supported": "不支持{backend}",
    "give a postgresql:// or sqlite:/// URL": "请提供postgresql://或sqlite:///地址",
    "cannot be reached: {why}": "无法连接：{why}",
    "see that it runs, and that MONITOR_DATABASE names it": "请确认数据库正在运行，且MONITOR_DATABASE填写正确",
    "see that the first line of the file MONITOR_DATABASE_PASSWORD_FILE, or MONITOR_DATABASE, has its password": (
        "请确认MONITOR_DATABASE_PASSWORD_FILE所指文件的第一行或MONITOR_DATABASE中的密码正确"
    ),
    "CREATE DATABASE … OWNER … TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8', or correct "
    "MONITOR_DATABASE": (
        "请以CREATE DATABASE … OWNER … TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        "创建数据库，或更正MONITOR_DATABASE"
    ),
    "is not named by a URL": "不是有效的数据库地址",
    "may not be laid out: {why}": "无权建立数据表：{why}",
    "make its user the database's OWNER, or GRANT CREATE ON DATABASE and ON SCHEMA public to it": (
        "请将该用户设为数据库的OWNER，或授予其数据库和public模式的CREATE权限"
    ),
    "has encoding {encoding} and collation {collation}": "编码为{encoding}，排序规则为{collation}",
    "create it with TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'": (
        "请以TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'创建"
    ),
    "holds what cannot be stored: {what}": "含有无法保存的内容：{what}",
    "correct the value": "请更正该值",
    "{name} is not registered": "{name}未登记",
    "drop it, create it anew, and move while no collector runs": "请删除并重新创建该数据库，在没有采集器运行时再迁移",
    "has another registry, or this one went on since the move began: {tables}": (
        "其中已有另一个登记库，或者本登记库在迁移开始后又有变动：{tables}"
    ),
    "register it first, or correct the name": "请先登记，或更正名称",
    "contradicts what is registered: {what}": "与已登记的内容矛盾：{what}",
    "look the record up and correct the reference": "请查阅登记记录并更正引用",
    "cannot be used: {what}": "无法使用：{what}",
    "see the operator's guide": "请见运维指南",
    "{record} is registered with {old}, not {new}": "{record}登记的是{old}，不是{new}",
    "register a new record under another name, or repeat the registered facts": (
        "请用其他名称登记新记录，或按已登记内容重复提交"
    ),
    "{id} of {system} already belongs to another record": "{system}中的{id}已属于另一条记录",
    "use that record, or correct the id": "请使用该记录，或更正编号",
    "{person} entered the claim": "{person}是申领录入人",
    "let two other people review and sign it": "请由另外两人审查签字",
    "name people of the class": "请填写本班学员",
    "{platform} is not catalogued on {day}": "{platform}在{day}不在目录清单内",
    "{id} of {system} belongs to another person": "{system}中的{id}属于另一人",
    "compare the identity number with the card, or use another id": "请与证件核对身份证号，或使用其他编号",
    "{id} of {system} is not registered": "{system}中的{id}未登记",
    "register the trainee first": "请先登记学员",
    "{trainee} is not enrolled in {training_class}": "{trainee}未在{training_class}班报名",
    "enrol the trainee first": "请先为学员报名",
    "is not 17 digits and a check digit (0-9 or X)": "不是17位数字加一位校验码(0-9或X)",
    "enter the 18 characters of the resident identity card; numbers of 15 digits are out of use": (
        "请填写居民身份证的18位号码；15位号码已停用"
    ),
    "is no phone number": "不是有效的电话号码",
    "enter the 11 digits of a mobile number, or area code and number": "请填写11位手机号码，或带区号的固定电话",
    "its check digit does not fit (GB 11643)": "校验码不符(GB 11643)",
    "compare it with the card: a digit is mistyped": "请与证件核对：有数字输错",
    "is less than 1": "小于1",
    "give the hours of the approved plan": "请填写经批准计划的课时数",
    "{value} occurs {times} times": "{value}出现了{times}次",
    "name it once": "请只填写一次",
    "course {course} is both specialty and general": "课程{course}既是专业课又是通用课",
    "give all lessons of a course the same type": "同一课程的所有课时应为同一类型",
    "unit {unit} has {content} ms of content, {needed} ms are needed": "课时{unit}内容{content}毫秒，需要{needed}毫秒",
    "add lesson slices, so that an honest hour does not fail by drift": "请增加内容片段，以免如实学习因误差而不合格",
    "unit {unit} names lesson {lesson}, which the plan does not have": "课时{unit}引用了计划中没有的课程{lesson}",
    "add the lesson to the plan or correct its name": "请将该课程加入计划，或更正名称",
    "unit {unit}: slice {start}-{end} ms of {lesson} has no length": "课时{unit}：{lesson}的片段{start}-{end}没有长度",
    "let the end lie behind the start": "终点应在起点之后",
    "unit {unit}: slice ends at {end} ms, {lesson} at {duration} ms": (
        "课时{unit}：片段止于{end}毫秒，{lesson}止于{duration}毫秒"
    ),
    "end the slice inside the lesson or correct the lesson's duration": "片段应止于课程之内，或更正课程时长",
    "{lesson} from {start} to {end} ms belongs to {unit} and again to {other}": (
        "{lesson}的{start}至{end}毫秒既属于{unit}，又属于{other}"
    ),
    "let one slice end where the next begins": "前一片段应止于后一片段的起点",
    "{training_class} has a version {version} already, and it says something else": (
        "{training_class}已有版本{version}，且内容不同"
    ),
    "give the changed plan a new version (revise_plan)": "请为变更后的计划使用新版本号",
    "{training_class} has no plan {version}": "{training_class}没有版本为{version}的计划",
    "ask for a version that was approved": "请查询已批准的版本",
    "{training_class} has no unit {unit}": "{training_class}没有课时{unit}",
    "name a unit of the approved plan": "请填写经批准计划内的课时",
    "{person} supplied the picture or is of a platform": "{person}是照片提交者或属于平台",
    "let a person of the institution or the office confirm it": "请由培训机构或办公室人员确认",
    "does not name one trainee's pictures": "不是同一学员的照片",
    "confirm one trainee at a time": "请一次确认一名学员",
    "{platform} is not suspended on {day}": "{platform}在{day}未被暂停",
    "check name and day": "请核对名称与日期",
    "{last} lies before {first}": "{last}早于{first}",
    "give the last day on the catalogue": "请填写在目录内的最后一天",
    "is not valid": "无效",
    "ask the office for a new key": "请向办公室申请新的密钥",
    "{scopes} is nothing for a key of this kind": "此类密钥不能有{scopes}权限",
    "choose of {scopes}": "请从{scopes}中选择",
    "is for keys of an institution's people": "仅用于培训机构人员的密钥",
    "leave it out": "请勿填写",
    "This key belongs to {person} alone.": "此密钥仅属于{person}本人。",
    "Leave the field out, or use the right key.": "请勿填写该项，或使用正确的密钥。",
    "Nobody is named.": "未填写核验人员。",
    "Say who compared face and card.": "请填写比对人脸与证件的人员。",
    "Reference {number} is not of this trainee.": "登记照片{number}不属于该学员。",
    "Name references of this trainee.": "请填写该学员的登记照片编号。",
    "No such photo of this trainee in this class is on record.": "没有该学员在该班级的此类照片记录。",
    "Correct trainee, class or hashes.": "请更正学员、班级或照片哈希值。",
    "is unknown, used or expired": "不存在、已使用或已过期",
    "open the session again for a new one": "请重新打开会话以获取新的凭证",
    "{person} is a platform": "{person}是平台",
    "let a person of the institution or the office do it": "请由培训机构或办公室人员办理",
    "are {count}": "共{count}个",
    "give at most {limit} for one lesson": "每门课程最多{limit}个",
    "give {low} to {high}": "应为{low}至{high}个",
    "read the same in {language}": "在{language}中读来相同",
    "let every option read differently": "各选项的文字应各不相同",
    "is {value}": "为{value}",
    "give the place of an option, 0 to {last}": "请填写选项的序号，0至{last}",
    "stay inside the lesson's {duration} ms": "应在课程的{duration}毫秒之内",
    "is missing": "缺失",
    "give the Chinese text; en is optional": "请填写中文；en可省略",
    "is not a language of this service": "不是本服务的语言",
    "use zh-CN and en": "请使用zh-CN和en",
    "has {count} characters": "有{count}个字符",
}

STEPS = {
    "The matter stands at {stage}, where {wanted} is not possible.": "该事项目前处于{stage}阶段，不能进行{wanted}。",
    "Take one of the allowed steps.": "请在allowed所列步骤中选择。",
    "The same person has said this already; a decision takes two.": "同一人已作出相同决定；决定须由两人作出。",
    "Let another person decide the same, with the same document.": "请由另一人按同一文号作出相同决定。",
    "The order that waits for a second person says {ordered} here.": "等待第二人确认的决定中，此处为{ordered}。",
    "Enter the same, or let two people dismiss the case and enter the order anew.": (
        "请录入相同内容；如有误，请由两人驳回该案后重新录入。"
    ),
    "Who decided before, filed the appeal, or made the link for it, does not decide on it.": (
        "此前作出决定的人、申诉人，以及发出申诉所用链接的人，不得对该申诉作出决定。"
    ),
    "Let another reviewer decide.": "请由另一位复核人员作出决定。",
    "The term for an appeal is over.": "申诉期已满。",
    "The result is final; the class hour may be learned again.": "结果已生效；该课时可以重新学习。",
    "An appeal must not make things worse for the trainee.": "申诉不得使学员的结果变差。",
    "Decide one of the allowed outcomes.": "请在allowed所列结果中选择。",
    "A trainee is blamed for conduct only, with a ground and log positions that prove it.": (
        "只有在有事由并有记录位置证明时，才可认定为学员的行为。"
    ),
    "Give ground and proof, or another outcome.": "请填写ground和proof，或选择其他结果。",
    "{position} is no entry of this person's sessions.": "{position}不是该学员学习会话中的记录。",
    "Give log positions as the findings do: stream:entry or stream:entry#event.": (
        "请按结论中的写法填写记录位置：stream:entry或stream:entry#event。"
    ),
    "The platform may answer until {day} at least.": "平台的答复期限至少应到{day}。",
    "Give that day or a later one, or none.": "请填写该日或更晚的日期，或不填。",
    "A repetition lies in the future or before 2020.": "某次测试的时间在将来或早于2020年。",
    "A suspension begins today or earlier, and not before 2020.": "暂停自今日或更早日期起，且不早于2020年。",
    "Give the first day on which the platform's hours do not count; enter a later one on its day.": (
        "请填写平台课时不再计入的首日；以后的日期请到当日录入。"
    ),
    "Give the time of each repetition, with its zone.": "请填写每次测试的时间及其时区。",
    "An incident begins before it ends, and does not end in the future.": (
        "故障的开始应早于结束，且结束时间不能在将来。"
    ),
    "Correct start and end.": "请更正start和end。",
    "There is no case {case} against this platform.": "该平台没有名为{case}的案件。",
    "Name a case of the platform's list.": "请填写该平台案件列表中的案件。",
    "There is no platform {platform}.": "没有名为{platform}的平台。",
    "Name a platform of the list.": "请填写平台列表中的平台。",
    "No certificate of this number was issued here.": "本系统未签发过该编号的证书。",
    "Ask the collector that issued it, with the certificate's id.": "请凭证书编号向签发该证书的系统查询。",
    "The office key is missing, or it is not that of the person in X-Person.": (
        "缺少办公室密钥，或密钥与X-Person所列人员不符。"
    ),
    "Send your account in X-Person and your own key as Authorization: Bearer <key>.": (
        "请在X-Person中填写本人账号，并以Authorization: Bearer <key>提供本人密钥。"
    ),
}

CHINESE = {**STEPS, **REQUESTS, **CONSOLE, **TABLES, **WEBHOOKS, **PICTURES, **SDK, **VALUES, **REGISTRY}
FIELDS = {
    "account": "账号",
    "attempt": "学习记录",
    "course": "课程",
    "endpoint": "通知地址",
    "identity_number": "身份证号",
    "institution": "培训机构",
    "key": "密钥",
    "lesson": "视频",
    "phone": "电话号码",
    "platform": "平台",
    "trainee": "学员",
    "training_class": "班级",
}
_VALUE = re.compile(r"\{(\w+)\}")


def said(sentence: str, language: Language) -> str:
    """A sentence in this language; what nobody translated stays as it is."""
    return sentence if language == "en" or not sentence else _chinese(sentence)


def about(field: str, message: str, language: Language) -> str:
    """A message that begins with what it is about; in Chinese with the word for it, `field` being told beside it."""
    return f"{field}: {message}" if language == "en" else f"{FIELDS.get(field, field)}：{said(message, language)}"


def title(status: int, language: Language) -> str:
    """The name of a status in this language."""
    phrase = HTTPStatus(status).phrase
    return TITLES.get(status, phrase) if language == "zh-CN" else phrase


def _chinese(sentence: str) -> str:
    if sentence in CHINESE:
        return CHINESE[sentence]
    for template, chinese in _templates():
        if found := template.fullmatch(sentence):
            return _VALUE.sub(_of(found), chinese)
    return sentence


def _of(found: re.Match[str]) -> Callable[[re.Match[str]], str]:
    return lambda name: found.group(name.group(1))


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Those that say most come first: an open one would swallow what a closer one says better."""
    valued = [english for english in CHINESE if _VALUE.search(english)]
    return [(_pattern(english), CHINESE[english]) for english in sorted(valued, key=_literal, reverse=True)]


def _literal(english: str) -> int:
    return len(_VALUE.sub("", english))


def _pattern(english: str) -> re.Pattern[str]:
    """A template as a pattern that names its values; an ending such as the plural's s may be missing."""
    parts = _VALUE.split(english)
    text = "".join(
        f"(?P<{part}>{'s?' if part == 's' else '.+?'})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    return re.compile(text, re.DOTALL)
