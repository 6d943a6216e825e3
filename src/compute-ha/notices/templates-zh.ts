import type { Templates } from './topic.ts';

/** 中文通知。花括号中的内容由程序填入（见 topic.ts）。 */
export const CHINESE: Templates = {
  'host-lost': {
    subject: '计算节点 {host} 故障，已断电，正在疏散云主机',
    text: '计算节点 {host} 被判定为故障，已确认断电，并已在 Nova 中禁用。\n\n依据：\n{why}\n\n已执行：\n{story}\n\n事件 {incident}：hawser compute incidents {incident}',
  },
  healed: {
    subject: '{host}：复查时故障已消失',
    text: '未对 {host} 做任何操作。\n\n最初依据：\n{why}\n\n{story}\n\n事件 {incident}',
  },
  recovered: {
    subject: '{host} 经处理后恢复正常',
    text: '没有迁移任何云主机。\n\n最初依据：\n{why}\n\n{story}\n\n事件 {incident}',
  },
  'power-on-failed': {
    subject: '请处理：{host} 未能恢复，系统不再自动操作',
    text: '对 {host} 的恢复尝试没有成功，未经人工确认不会放弃该节点。\n\n依据：\n{why}\n\n{story}\n\n请检查该节点。事件 {incident}',
  },
  held: {
    subject: '请处理：{host} 未被隔离',
    text: '未隔离 {host}，原因见以下记录末尾：\n{story}\n\n依据：\n{why}\n\n事件 {incident}；查看原因：hawser compute explain {host}',
  },
  'not-powered-off': {
    subject: '立即处理：未确认 {host} 已断电，没有疏散任何云主机',
    text: '未确认 {host} 已断电。其上的云主机可能仍在写磁盘，因此没有在别处启动任何云主机。\n\n请人工切断电源，确认断电后再疏散。\n\n依据：\n{why}\n\n{story}\n\n事件 {incident}',
  },
  'nova-does-not-agree': {
    subject: '立即处理：Nova 不接受对 {host} 的疏散',
    text: '请检查 Nova API，然后人工疏散。\n\n依据：\n{why}\n\n{story}\n\n事件 {incident}',
  },
  evacuated: {
    subject: '{host}：应疏散的云主机均已在其他节点运行',
    text: '{host} 上共有 {count} 台云主机：\n{instances}\n\n{story}\n\n{host} 保持禁用和 forced_down，直到执行：hawser compute release {host}\n事件 {incident}',
  },
  'not-all-evacuated': {
    subject: '立即处理：{host} 的 {count} 台云主机中有 {failed} 台未疏散成功',
    text: '以下需要人工处理：\n{instances}\n\n{story}\n\n{host} 已禁用并 forced_down，电源状态以上述记录为准。事件 {incident}',
  },
  'watch-held': {
    subject: '请处理：安全闸生效，未对 {host} 采取措施',
    text: '本应处理 {host}，但安全闸生效：\n{why}\n\n查看后续操作：hawser compute explain HOST',
  },
  'watch-network-mail': {
    subject: '{host} 的网络故障，不会因此隔离节点',
    text: '{host}：{why}\n\n详情：hawser compute evidence HOST',
  },
  'watch-suspect': {
    subject: '警告：{host} 可疑，未采取措施',
    text: '{host}：{why}\n\n详情：hawser compute evidence HOST',
  },
  'watch-unknown': {
    subject: '警告：{host} 的信息不足，未采取措施',
    text: '{host}：{why}\n\n详情：hawser compute evidence HOST',
  },
  released: {
    subject: '{host} 已恢复服务',
    text: '{host} 已交还 Nova：取消 forced_down 并启用。\n{why}',
  },
  'owner-lost': {
    subject: '故障通知：您的云主机所在服务器发生故障',
    text: '您的下列云主机已中断，正在其他服务器上启动：\n{instances}\n\n完成后将再次通知您。编号 {incident}',
  },
  'owner-back': {
    subject: '您的云主机已恢复运行',
    text: '服务器故障之后：\n{instances}\n\n云主机已重新启动，请检查您的应用。编号 {incident}',
  },
  'owner-not-back': {
    subject: '您的部分云主机尚未恢复',
    text: '服务器故障之后：\n{instances}\n\n运维人员已知晓未恢复的云主机并正在处理。编号 {incident}',
  },
};
