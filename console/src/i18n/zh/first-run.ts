import type { Messages } from '../messages.tsx';

export const firstRun: Messages['firstRun'] = {
  title: '从良品到第一个判定',
  lead: 'InspectAI 只需良品图片即可学习，大约两分钟。',
  steps: {
    pictures: '放入 30 张良品图片',
    picturesLead: '与生产时相同的相机、光线和位置。不需要缺陷图片。',
    training: '让它学习',
    trainingLead: '30 张图片大约一分钟，您可以看到进度。',
    verdict: '检测第一个零件',
    verdictLead: '放入一张新图片：合格、待复核或不合格，以及位置。',
  },
  step: number => `第 ${number} 步`,
  states: { done: '已完成', now: '进行中', later: '稍后' },
  begin: '选择良品图片',
  learning: category => `正在学习 ${category}`,
  watch: '查看训练',
  failed: category => `${category} 的训练失败了。`,
  look: '查看原因',
  sample: '手边没有图片？请停止此服务器，并用绘制的示例产品启动：',
  notAllowed: '还没有学习任何内容。由工程师或管理员从这里开始。',
  almost: '就差一步：在下方放入一张零件图片，即可得到第一个判定。',
  reached: '这就是第一个判定。每次检测都保存在历史中。',
};
