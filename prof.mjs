import { readFile, readdir } from 'node:fs/promises';
import { openCategory } from './dist/operations/open-category.js';
import { decodeImage } from './dist/image/codec.js';
import { loadConfig } from './dist/load-config.js';
import ort from 'onnxruntime-node';
const [root, cat, side='224', dir='/tmp/b209/bottle/train/good'] = process.argv.slice(2);
const { config } = loadConfig({ modelsRoot: root, imageSize: side }, undefined, {});
const opened = await openCategory(config, cat, new Set(), 1000);
let ortMs=0, runs=0; const spans=new Map();
const proto = ort.InferenceSession.prototype; 
const orig = proto.run;
if (proto.run) proto.run = async function (f, o) { const t=performance.now(); try { return await orig.call(this, f, o); } finally { const d=performance.now()-t; ortMs+=d; runs++; const k=Object.keys(f).join(',').slice(0,60); const e=spans.get(k)??[0,0]; e[0]+=d;e[1]++; spans.set(k,e);} };
const files=(await readdir(dir)).slice(0,20); const bytes=await Promise.all(files.map(f=>readFile(dir+'/'+f)));
const N=100; let dec=0, det=0; const all=[];
for (let i=0;i<N+10;i++){ if(i===10){ortMs=0;runs=0;dec=0;det=0;spans.clear();all.length=0;} const t=performance.now(); const im=await decodeImage(bytes[i%20],'x'); const t1=performance.now(); const r=await opened.detect(im); const t2=performance.now(); dec+=t1-t; det+=t2-t1; all.push(t2-t); }
all.sort((a,b)=>a-b);
console.log('median',all[all.length>>1].toFixed(1),'decode',(dec/N).toFixed(2),'detect',(det/N).toFixed(2),'ort',(ortMs/N).toFixed(2),'runs',runs/N);
for(const [k,[ms,n]] of spans) console.log(' ',(ms/N).toFixed(2),'ms',(n/N).toFixed(1),'x',k);
await opened.close();
