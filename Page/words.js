// What the page says, in English and Chinese.

import { clock } from "/page/base.js";

const words = {
  skip: ["Skip to the stories", "跳到稿件"],
  search: ["Search the journal", "搜索全部稿件"],
  searchLabel: ["Search the journal: words, \"phrases\", -without", "搜索稿件：词、“短语”、-排除"],
  filters: ["Filters", "筛选"],
  categories: ["Categories", "栏目"],
  source: ["Source", "来源"],
  everySource: ["every source", "全部来源"],
  confidenceFrom: ["Confidence from", "置信度不低于"],
  time: ["Time", "时间"],
  anyTime: ["any time", "不限"],
  lastHour: ["last hour", "最近一小时"],
  last6: ["last 6 hours", "最近六小时"],
  lastDay: ["last day", "最近一天"],
  lastWeek: ["last 7 days", "最近七天"],
  clear: ["Clear", "清除"],
  panel: ["Status", "状态"],
  flow: ["Stories by category", "各栏目来稿"],
  flowSpan: ["Span of the chart", "图表时段"],
  rising: ["Rising terms", "升温词"],
  noRising: ["Nothing stands out yet.", "暂无突出词语。"],
  risingTerm: ["{term}: in {stories} stories, {factor} times as often as before; search", "{term}：{stories} 篇，为此前的 {factor} 倍；搜索"],
  panelTitle: ["Status", "状态"],
  tryTitle: ["Try a text", "试分类"],
  tryLabel: ["Text to classify; it is not kept", "待分类文本（不会保存）"],
  tryHint: ["Paste a story or a whole page …", "粘贴一篇稿件或整版文字……"],
  tryButton: ["Classify", "分类"],
  health: ["Health", "运行状况"],
  deadLetters: ["Dead letters", "死信"],
  noDead: ["None: every message could be read.", "没有：所有来件均可读取。"],
  deadMore: ["{count} on file; the newest are shown.", "共 {count} 件，仅列最新。"],
  live: ["live", "实时"],
  rate: ["{rate}/min", "每分钟 {rate} 篇"],
  connecting: ["connecting …", "正在连接……"],
  silent: ["No answer since {time}: wiredesk hangs, or the network is dead. Trying again …", "{time} 起没有应答：wiredesk 停止响应，或网络中断。正在重试……"],
  away: ["Cannot be reached since {time}: wiredesk has stopped, or its machine has. Trying again …", "{time} 起无法连接：wiredesk 或其所在机器已停止。正在重试……"],
  offline: ["Cannot be reached since {time}: this computer is offline. Trying again …", "{time} 起无法连接：本机已离线。正在重试……"],
  locked: ["Not let in since {time}: the token is missing or no longer valid. Open the page with the token once more: /?token=…", "{time} 起被拒绝访问：令牌缺失或已失效。请用令牌重新打开本页：/?token=……"],
  busy: ["Not served since {time}: {reason}. Trying again …", "{time} 起无法提供服务：{reason}。正在重试……"],
  failed: ["Refused since {time}: {reason}. Trying again …", "{time} 起请求被拒：{reason}。正在重试……"],
  badSearch: ["This is no search: {reason}", "无法搜索：{reason}"],
  noWord: ["give at least one word to look for", "请至少给出一个要查找的词"],
  listsWait: ["The lists wait: {reason}", "列表暂不可用：{reason}"],
  switchLanguage: ["中文界面", "English interface"],
  theme: ["Light, dark or as the system", "浅色、深色或跟随系统"],
  url: ["Original", "原文"],
  urgency: ["Urgency", "紧急程度"],
  producer: ["Producer", "供稿方"],
  embargo: ["embargo until {time}", "禁发至 {time}"],
  thePage: ["The page", "本版"],
  otherStories: ["Its other stories", "本版其他稿件"],
  leftovers: ["What belongs to no story", "不属于任何稿件的文字"],
  left_banner: ["banner", "标语栏题"],
  left_caption: ["caption", "图片说明"],
  left_folio: ["folio", "版面信息"],
  left_notice: ["notice", "广告启事"],
  left_table: ["table", "表格"],
  left_label: ["label", "标注"],
  left_jump: ["jump", "转版"],
  left_unknown: ["other", "其他"],
  close: ["Close", "关闭"],
  newAbove: ["{count} new", "{count} 篇新稿"],
  empty: ["No stories yet", "暂无稿件"],
  emptyFound: ["Nothing found", "没有找到"],
  unclassified: ["Unclassified", "未分类"],
  update: ["updated", "更新"],
  kill: ["withdrawn", "撤稿"],
  noHeadline: ["(no headline)", "（无标题）"],
  confidence: ["{value} % sure", "置信度 {value}%"],
  storyCount: ["{count} stories", "{count} 篇"],
  perHour: ["{count} in the last hour", "近一小时 {count} 篇"],
  column: ["{category}: stories, newest first", "{category}：稿件，最新在前"],
  why: ["Why it is here", "归类依据"],
  term: ["term", "词"],
  weight: ["weight", "权重"],
  times: ["times", "次数"],
  adds: ["adds", "贡献"],
  inHeadline: ["headline", "标题"],
  biasRest: ["bias and rest", "偏置及其他"],
  score: ["score", "得分"],
  nothingSpeaks: ["No category reaches its threshold.", "没有栏目达到阈值。"],
  versions: ["Versions", "版本"],
  versionN: ["version {n}", "第 {n} 版"],
  shown: ["shown", "当前"],
  event_new: ["new", "新稿"],
  event_update: ["update", "更新"],
  event_kill: ["withdrawn", "撤稿"],
  sourceTitle: ["Source", "来源"],
  intake: ["intake", "入口"],
  channel: ["channel", "频道"],
  page: ["page", "版面"],
  pageOf: ["{id}, story {index} of {of}", "{id}，第 {index} 篇，共 {of} 篇"],
  producerId: ["id", "编号"],
  received: ["received", "收到"],
  published: ["published", "发布"],
  byline: ["byline", "署名"],
  dateline: ["dateline", "电头"],
  continuesOn: ["continues", "下转"],
  continuedFrom: ["continued from", "上接"],
  lexicon: ["lexicon", "词库"],
  sequence: ["sequence", "序号"],
  record: ["record (JSON)", "记录 (JSON)"],
  copyLink: ["Link to this story", "本篇链接"],
  withdrawnNote: ["Withdrawn by its source at {time}.", "{time} 已由来源撤稿。"],
  withdrawnId: ["(withdrawn: {id})", "（已撤稿：{id}）"],
  newerNote: ["Version {n} came in at {time}.", "{time} 收到第 {n} 版。"],
  showNewer: ["Show it", "查看"],
  quietOne: ["{name}: {since}", "{name}：{since}"],
  quietMany: ["{count} sources are quiet", "{count} 个来源无来稿"],
  quietSince: ["nothing since {time}", "{time} 起无来稿"],
  lastAt: ["last at {time}", "最近 {time}"],
  neverHeard: ["nothing yet", "尚无来稿"],
  loading: ["Loading …", "加载中……"],
  failed: ["This did not work: {reason}", "未能完成：{reason}"],
  gone: ["This story is no longer in the journal.", "该稿件已不在日志中。"],
  running: ["running for {time}", "已运行 {time}"],
  heldUp: ["held up: the disk is full", "暂停：磁盘已满"],
  journal: ["journal", "日志"],
  journalSays: ["{count} stories, {size}", "{count} 篇，{size}"],
  lexiconSays: ["{name} {version}, {terms} terms", "{name} {version}，{terms} 条"],
  refused: ["a change was refused: {reason}", "更改被拒绝：{reason}"],
  stored: ["stored", "入库"],
  duplicates: ["duplicate", "重复"],
  dead: ["dead", "死信"],
  waiting: ["waiting", "等待"],
  outlet: ["outlet", "出口"],
  sent: ["sent", "发出"],
  followers: ["followers", "订阅者"],
  lag: ["lag", "滞后"],
  streams: ["pages and streams open", "打开的页面与数据流"],
  announced: ["{count} new stories: {parts}", "{count} 篇新稿：{parts}"],
  flowSummary: ["Stories per {minutes} minutes over the last {hours} hours: {parts}", "最近 {hours} 小时每 {minutes} 分钟来稿：{parts}"],
  found: ["found", "搜索结果"],
};

let index = 0;

/** The language in force: "en" or "zh". */
export const language = () => (index ? "zh" : "en");

/** The tag that dates and numbers are written by. */
export const locale = () => (index ? "zh-CN" : "en-GB");

/** Says something; `{name}` is replaced by what `values` has under that name. */
export function say(key, values = {}) {
  const text = words[key]?.[index] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Sets the language and every text of the document that does not change otherwise. */
export function setLanguage(code) {
  index = code === "zh" ? 1 : 0;
  document.documentElement.lang = index ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = say(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-placeholder]")) element.placeholder = say(element.dataset.tPlaceholder);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", say(element.dataset.tLabel));
  for (const element of document.querySelectorAll("[data-t-title]")) element.title = say(element.dataset.tTitle);
  document.getElementById("language").textContent = index ? "EN" : "中文";
}

/** A number as people write it. */
export const number = (value) => new Intl.NumberFormat(locale()).format(value);

/** The time of day of a timestamp, and its date if that is not today's. */
export function time(text, { seconds = false } = {}) {
  const date = new Date(text);
  const options = { hour: "2-digit", minute: "2-digit", hour12: false };
  if (seconds) options.second = "2-digit";
  if (date.toDateString() !== new Date(clock.now()).toDateString()) Object.assign(options, { month: "short", day: "numeric" });
  return new Intl.DateTimeFormat(locale(), options).format(date);
}

/** Bytes as people write them. */
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) { bytes /= 1000; unit += 1; }
  return `${unit && bytes < 10 ? bytes.toFixed(1) : Math.round(bytes)} ${units[unit]}`;
}

/** A stretch of time in its two largest units. */
export function span(seconds) {
  const units = index ? [[86400, "天"], [3600, "小时"], [60, "分"], [1, "秒"]] : [[86400, " d"], [3600, " h"], [60, " min"], [1, " s"]];
  const parts = [];
  for (const [length, name] of units) {
    if (seconds >= length || (length === 1 && !parts.length)) {
      parts.push(`${Math.floor(seconds / length)}${name}`);
      seconds %= length;
    }
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
