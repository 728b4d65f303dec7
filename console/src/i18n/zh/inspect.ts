import type { Messages } from '../messages.tsx';

export const inspect: Messages['inspect'] = {
  mayNot: '您的角色可以查看检测结果，但不能进行检测。',
  category: {
    label: '类别',
    hint: '图片必须是该类别的零件。',
    broken: name => `${name}（无法使用）`,
  },
  intake: { drop: '将图片拖放或粘贴到此处', letGo: '松开即可检测', browse: '选择图片' },
  camera: {
    title: '相机',
    picture: '相机画面',
    device: '使用哪台相机',
    any: '任意',
    capture: '拍照',
    close: '关闭相机',
    errors: name => {
      if (name === 'NotAllowedError') return '浏览器不允许此页面使用相机。请在地址栏旁允许。';
      if (name === 'CameraLost') return '相机已断开。请重新连接后再试。';
      if (name === 'NotFoundError') return '未找到相机。请连接相机后重新打开。';
      if (name === 'NotReadableError') return '相机正被其他程序使用。请关闭该程序后重试。';
      if (name === 'TypeError')
        return '浏览器不向未加密的页面提供相机。请用 https 打开，或在服务器本机上打开此页面。';
      return `相机无法使用（${name}）。`;
    },
  },
  labels: {
    title: '零件信息',
    serialHint: '用于下一张单独的图片。',
    names: { serial: '序列号', lot: '批次', line: '产线', station: '工位', operator: '操作员' },
  },
  empty: { title: '结果将显示在这里', lead: '拖放、粘贴或选择一张或数百张图片，或用相机拍照。' },
  verdict: {
    above: (score, threshold) => `分数 ${score} 高于阈值 ${threshold}。`,
    between: (score, review, threshold) => `分数 ${score} 介于 ${review} 与 ${threshold} 之间。`,
    below: (score, threshold) => `分数 ${score} 低于阈值 ${threshold}。`,
    usual: '许多良品都是这样。',
    pValue: value => `p 值 ${value}。`,
    oneIn: count => `约每 ${count} 个良品中最多有 1 个如此异常。`,
  },
  reviewed: {
    good: name => `${name} 判定：此零件为良品。`,
    bad: name => `${name} 判定：此零件有缺陷。`,
  },
  actions: {
    confirm: '确认缺陷',
    overrule: '零件是良品',
    escape: '报告漏检',
    teach: '作为良品学习',
    again: '重新检测',
    report: '报告',
  },
  review: {
    confirm: '确认缺陷',
    overrule: '零件是良品',
    escape: '报告漏检',
    leads: {
      confirm: '此零件判为有缺陷。缺陷是什么？',
      overrule: '此零件判为良品。为何被拒收？',
      escape: '此零件被放行但有缺陷。缺陷是什么？',
    },
    reason: '原因',
    note: '备注',
    done: {
      confirm: '已记录：零件有缺陷。',
      overrule: '已记录：零件是良品。',
      escape: '已记录：有缺陷被漏检。',
    },
  },
  teach: {
    title: '作为良品学习',
    lead: '模型将学习此类零件为良品。系统先检测已知图片：若有任何一张结果变差，模型保持不变。',
    reason: '理由',
    password: '您的密码',
    passwordHint: '更改模型需要签名。',
    meaning: '批准用于生产',
    submit: '学习',
    running: '模型正在学习并接受检查……',
    used: version => `已学习。现在使用版本 ${version}。`,
    notUsed: (version, worse) => `已生成版本 ${version}，但未启用：它会使 ${worse} 张已知图片的结果变差。`,
  },
  queue: {
    title: (over, all) => `已完成 ${over} / ${all}`,
    progress: '已检测的图片',
    counts: '目前的结果',
    list: '图片',
    pause: '暂停',
    resume: '继续',
    cancel: '停止',
    clear: '清空列表',
    retry: count => `重试 ${count} 张`,
    again: '重试',
    retryOne: name => `重试 ${name}`,
    failed: count => `${count} 张未检测`,
    paused: '已暂停。',
    now: '立即重试',
    holds: {
      offline: '无法连接服务器。图片等待中，会自动继续。',
      busy: '服务器繁忙。图片等待中，会自动继续。',
      logged_out: '您已退出登录。请登录后继续。',
    },
    states: {
      waiting: '等待中',
      sending: '检测中',
      done: '已检测',
      failed: '未检测',
      cancelled: '检测前已停止',
    },
    next: '列表中的下一张图片',
    previous: '列表中的上一张图片',
  },
  sending: {
    tooLarge: bytes => `文件为 ${Math.round(bytes / 1e6)} MB；最多可检测 200 MB。请缩小图片后保存。`,
    brokeOff: '发送此图片时连接中断，但服务器仍有响应。请确认文件是否仍存在，然后重试。',
  },
};
