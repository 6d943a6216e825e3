import type { Texts } from './texts.ts';
import { zhProblems } from './zh-problems.ts';

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} 秒`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} 分钟`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} 小时`;
  return `${Math.round(seconds / 86_400)} 天`;
}

export const zh: Texts = {
  language: 'zh-CN',
  languageName: '中文',
  otherLanguage: 'English',
  product: 'Hawser',
  lightOrDark: '浅色或深色',
  skipToContent: '跳到正文',

  signIn: {
    title: '登录',
    hint: '本页面可以查看并开关集群中的每一台机器。',
    user: '用户',
    password: '密码',
    token: 'Keystone 令牌',
    tokenHint: 'openstack token issue -f value -c id',
    byPassword: '使用密码',
    byToken: '使用 Keystone 令牌',
    submit: '登录',
    out: '退出',
    ended: '登录已失效，请重新登录。',
    as: (user, role) => `${user}（${role}）`,
    roles: { viewer: '查看者', operator: '操作员', admin: '管理员' },
  },

  cluster: {
    title: (name) => `集群 ${name}`,
    servedBy: (node) => `本页面由 ${node} 提供。`,
    shutDown: '集群关闭',
    powerOn: '集群开机',
    readAgain: '重新读取',
    reading: '正在询问集群和各 BMC……',
    readingHint: '无应答的 BMC 大约需要 12 秒。',
    notAllowed: '您的角色只能查看，不能开关机。请申请操作员角色。',
    running: '已有任务正在执行。',
    nodes: '节点',
    noNodes: '尚无节点信息',
    summary: (on, off, unknown) => `${on} 台开机，${off} 台关机，${unknown} 台未知`,
    gatesClosed: '目前无法从这里关闭或启动集群',
    watcherDown: '本控制节点上的关机守护程序没有运行',
    watcherDownHint: '在它运行之前，无法关闭或启动集群。',
  },

  table: {
    node: '节点',
    role: '角色',
    power: '电源',
    membership: '集群状态',
    bmc: 'BMC',
    progress: '进度',
    result: '结果',
    read: (age) => `${age}读取`,
    roles: { compute: '计算', controller: '控制', other: '其他', foreign: '非成员' },
    powers: { on: '开', off: '关', unknown: '未知' },
    memberships: { online: '在线', offline: '离线', unknown: '未知', foreign: '非成员' },
    phases: {
      waiting: '等待',
      reading: '读取电源状态',
      soft: '正在软关机',
      hard: '正在强制断电',
      'powering-on': '正在开机',
      done: '完成',
    },
    verdicts: {
      off: '已确认关机',
      on: '已确认开机',
      'still-on': '仍然开机',
      'still-off': '仍然关机',
      'bmc-unreachable': 'BMC 无法访问',
      refused: 'BMC 拒绝',
      commanded: '已下达关机命令',
      held: '暂缓',
      'not-reached': '未执行到',
    },
  },

  preview: {
    title: { shutdown: '集群关闭', start: '集群开机' },
    intro: {
      shutdown: (commanded, machines) => `共 ${machines} 台机器，其中 ${commanded} 台将分批关闭。`,
      start: (commanded, machines) => `共 ${machines} 台机器，其中 ${commanded} 台将分批开机。`,
    },
    batches: '批次',
    batch: (number, kind, count) => `第 ${number} 批：${kind}，${count} 台`,
    kinds: {
      compute: '计算节点',
      other: '其他机器',
      'remote-controllers': '其他控制节点',
      'this-controller': '本控制节点',
    },
    commanded: (commanded) => `其中 ${commanded} 台将收到命令`,
    waves: '按此顺序',
    quorum: '法定票数',
    quorumKept: (online, needed, margin) =>
      `此批之后在线 ${online} 台，需要 ${needed} 台，还可减少 ${margin} 台`,
    quorumLost: (online, needed) =>
      `此批之后失去法定票数（在线 ${online} 台，需要 ${needed} 台），守护程序将继续执行`,
    stops: (count) => `${count} 个服务将停止`,
    stopsNothing: '没有服务在运行。',
    onNode: (node) => `位于 ${node}`,
    unreadable: (count) => `${count} 个 BMC 没有读数`,
    warnings: '事先须知',
    changed: '自生成此计划以来，集群已发生变化',
    changedIntro: '尚未执行任何操作。以下是当前的计划，请查看后重新确认。',
    wholePlan: '整个计划',
    typeName: (name) => `请输入集群名称 ${name} 以确认`,
    nameDiffers: '这不是该集群的名称。',
    madeAt: (age) => `数据读取于${age}。`,
    confirm: { shutdown: '关闭', start: '开机' },
    cancel: '不执行',
    whats: {
      power: '电源',
      membership: '集群状态',
      role: '角色',
      bmc: 'BMC',
      policy: '策略',
      batch: '批次',
      presence: '是否存在',
      acceptor: '受理的控制节点',
      cluster: '集群',
    },
  },

  run: {
    title: { shutdown: '正在关闭集群', start: '正在启动集群' },
    handedOver: '请求已写入磁盘，等待守护程序处理。',
    progress: (done, all) => `${all} 台机器中已完成 ${done} 台`,
    facts: (who, begun, heard) => `请求者：${who}；开始于${begun}；最新消息：${heard}。`,
    cancel: '取消任务',
    cancelTitle: '要取消任务吗？',
    cancelHint: '不再发送新的命令。已收到关机命令的机器仍会关机。',
    cancelConfirm: '取消任务',
    goOn: '继续执行',
    lastMachine: (node) => `本页面由 ${node} 提供，它将最后关闭，届时页面会断开连接。`,
  },

  connection: {
    lost: '与服务器的连接已断开',
    lostHint: '显示的内容已过时。页面会继续尝试连接。',
    lastToGo: (node) => `提供本页面的 ${node} 已离开`,
    lastToGoHint:
      '这在预料之中：它是最后一台。此后没有机器能从这里读取它的电源状态，因此本页面无法断言它已关机。它恢复后，这里会显示报告。',
    duringRun: (pending) => `连接断开时还有 ${pending} 台机器未完成`,
    duringRunHint:
      '控制节点上的守护程序会继续执行，不依赖本页面。此后的情况在这里无法得知，可查看其他控制节点的页面或各 BMC。',
    tryNow: '立即重试',
    trying: '正在尝试连接服务器……',
  },

  report: {
    title: '最近一次任务',
    none: '尚未从本控制节点执行过关闭或启动。',
    outcomes: {
      shutdown: {
        done: '关闭完成：所有机器均符合预期',
        incomplete: '关闭流程已结束，但并非所有机器都已关机',
        cancelled: '关闭已取消',
        interrupted: '关闭中断：控制节点中途停机',
      },
      start: {
        done: '启动完成：所有机器均符合预期',
        incomplete: '启动流程已结束，但并非所有机器都已开机',
        cancelled: '启动已取消',
        interrupted: '启动中断：控制节点中途停机',
      },
    },
    run: '任务',
    acceptor: '受理节点',
    requestedBy: '请求者',
    begun: '开始',
    ended: '结束',
    took: (text) => `用时 ${text}`,
    steps: (count) => `${count} 条命令与读数`,
    notes: '备注',
    actions: { status: '读取电源', soft: '软关机', off: '强制断电', on: '开机' },
    commandedHint: '最后收到关机命令；它无法读取自己的电源状态。',
  },

  problem: {
    whatToDo: '处理办法',
    unreachable: '服务器没有应答',
    unreachableHint: '请检查网络，或使用其他控制节点的页面。',
    nonsense: '无法理解服务器的应答',
    nonsenseHint: '请重新加载页面；页面与服务器的版本可能不同。',
    requestId: (id) => `请求 ${id}`,
    byCode: zhProblems,
  },

  age: (seconds) => (seconds < 2 ? '刚刚' : `${duration(seconds)}前`),
  duration,
  working: '正在处理',
  notice: { info: '提示：', success: '成功：', warning: '警告：', danger: '问题：' },
};
