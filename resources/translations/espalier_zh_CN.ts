<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the model</source>
        <translation>导出模型</translation>
    </message>
</context>
<context>
    <name>FrameSink</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>无法写入 %1：%2。</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>请选择其他文件夹，或释放一些空间。</translation>
    </message>
    <message>
        <source>%1 cannot be written: ffmpeg failed (%2).</source>
        <translation>无法写入 %1：ffmpeg 失败（%2）。</translation>
    </message>
    <message>
        <source>Choose WebP or PNG frames.</source>
        <translation>请选择 WebP 或 PNG 帧。</translation>
    </message>
</context>
<context>
    <name>LightSliders</name>
    <message>
        <source>&amp;Rotation</source>
        <translation>旋转(&amp;R)</translation>
    </message>
    <message>
        <source>Turns the light around the model</source>
        <translation>让光照绕模型旋转</translation>
    </message>
    <message>
        <source>E&amp;xposure</source>
        <translation>曝光(&amp;X)</translation>
    </message>
    <message>
        <source>Doubles the light with each fifth of the way</source>
        <translation>每移动五分之一，光量加倍</translation>
    </message>
</context>
<context>
    <name>ViewCommand</name>
    <message>
        <source>Show the Whole Model</source>
        <translation>显示整个模型</translation>
    </message>
    <message>
        <source>From the Front</source>
        <translation>从前面</translation>
    </message>
    <message>
        <source>From Behind</source>
        <translation>从后面</translation>
    </message>
    <message>
        <source>From the Right</source>
        <translation>从右面</translation>
    </message>
    <message>
        <source>From the Left</source>
        <translation>从左面</translation>
    </message>
    <message>
        <source>From Above</source>
        <translation>从上面</translation>
    </message>
    <message>
        <source>From Below</source>
        <translation>从下面</translation>
    </message>
    <message>
        <source>Without Perspective</source>
        <translation>无透视</translation>
    </message>
    <message>
        <source>Gaussians Instead of the Mesh</source>
        <translation>显示高斯点而非网格</translation>
    </message>
    <message>
        <source>Mesh and Gaussians Side by Side</source>
        <translation>网格与高斯点并排</translation>
    </message>
    <message>
        <source>Turntable</source>
        <translation>转台</translation>
    </message>
    <message>
        <source>Grid on the Ground</source>
        <translation>地面网格</translation>
    </message>
    <message>
        <source>Wireframe</source>
        <translation>线框</translation>
    </message>
    <message>
        <source>Colours or Normals</source>
        <translation>颜色或法线</translation>
    </message>
    <message>
        <source>Next Shading</source>
        <translation>下一种着色</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Picture Beside the Model</source>
        <translation>图片与模型并排</translation>
    </message>
    <message>
        <source>Turn the Light Left</source>
        <translation>光源左转</translation>
    </message>
    <message>
        <source>Turn the Light Right</source>
        <translation>光源右转</translation>
    </message>
    <message>
        <source>Brighter</source>
        <translation>更亮</translation>
    </message>
    <message>
        <source>Darker</source>
        <translation>更暗</translation>
    </message>
    <message>
        <source>Light as It Was</source>
        <translation>恢复光照</translation>
    </message>
    <message>
        <source>Keys and Mouse</source>
        <translation>按键与鼠标</translation>
    </message>
</context>
<context>
    <name>ViewTexts</name>
    <message>
        <source>Left orbits; middle, right or Shift and left pans</source>
        <translation>左键旋转；中键、右键或 Shift 加左键平移</translation>
    </message>
    <message>
        <source>Middle orbits, with Shift it pans, with Ctrl it zooms; Alt and left stands in for middle</source>
        <translation>中键旋转，加 Shift 平移，加 Ctrl 缩放；Alt 加左键可代替中键</translation>
    </message>
    <message>
        <source>With Alt left orbits, middle pans, right zooms</source>
        <translation>按住 Alt：左键旋转，中键平移，右键缩放</translation>
    </message>
    <message>
        <source>The wheel zooms to the cursor</source>
        <translation>滚轮向光标处缩放</translation>
    </message>
    <message>
        <source>A double click sets the point to orbit around</source>
        <translation>双击设定旋转中心</translation>
    </message>
    <message>
        <source>Ctrl and left turns the light</source>
        <translation>Ctrl 加左键转动光源</translation>
    </message>
    <message>
        <source>%1 triangles</source>
        <translation>%1 个三角形</translation>
    </message>
    <message>
        <source>%1 vertices</source>
        <translation>%1 个顶点</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 个部分</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 个部分</translation>
    </message>
    <message>
        <source>watertight</source>
        <translation>水密</translation>
    </message>
    <message>
        <source>not watertight</source>
        <translation>不水密</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 m</source>
        <translation>%1 × %2 × %3 米</translation>
    </message>
    <message>
        <source>%1 Gaussians</source>
        <translation>%1 个高斯点</translation>
    </message>
    <message>
        <source>%1 Gaussians, drawn as %2</source>
        <translation>%1 个高斯点，绘制为 %2 个</translation>
    </message>
    <message>
        <source>Simplified for display</source>
        <translation>显示已简化</translation>
    </message>
    <message>
        <source>: %1 of %2 triangles</source>
        <translation>：%2 个三角形中的 %1 个</translation>
    </message>
    <message>
        <source>: %1 of %2 Gaussians</source>
        <translation>：%2 个高斯点中的 %1 个</translation>
    </message>
    <message>
        <source>No graphics card draws this view</source>
        <translation>此视图没有显卡绘制</translation>
    </message>
</context>
<context>
    <name>espalier</name>
    <message>
        <source>%1 faces, %2 vertices</source>
        <translation>%1 个面，%2 个顶点</translation>
    </message>
    <message>
        <source> (from %1 faces)</source>
        <translation>（原有 %1 个面）</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 个部分</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 个部分</translation>
    </message>
    <message>
        <source>watertight</source>
        <translation>水密</translation>
    </message>
    <message>
        <source>not watertight</source>
        <translation>不水密</translation>
    </message>
    <message>
        <source>Textures %1 × %2%3</source>
        <translation>纹理 %1 × %2%3</translation>
    </message>
    <message>
        <source> with normal map</source>
        <translation>，含法线贴图</translation>
    </message>
    <message>
        <source>%1 charts cover %2 % of them</source>
        <translation>%1 个图块覆盖其中 %2 %</translation>
    </message>
    <message>
        <source>No colours</source>
        <translation>无颜色</translation>
    </message>
    <message>
        <source>Colours at the vertices</source>
        <translation>顶点颜色</translation>
    </message>
    <message>
        <source>About %1 as GLB</source>
        <translation>GLB 约 %1</translation>
    </message>
    <message>
        <source>%1: %2 s</source>
        <translation>%1：%2 秒</translation>
    </message>
    <message>
        <source>glTF binary, for Blender, game engines and the web</source>
        <translation>glTF 二进制，用于 Blender、游戏引擎和网页</translation>
    </message>
    <message>
        <source>Wavefront OBJ, for nearly every 3D program</source>
        <translation>Wavefront OBJ，几乎所有三维程序都支持</translation>
    </message>
    <message>
        <source>Stanford PLY, with a colour per vertex</source>
        <translation>Stanford PLY，每个顶点一种颜色</translation>
    </message>
    <message>
        <source>STL, for 3D printing, without colours</source>
        <translation>STL，用于三维打印，无颜色</translation>
    </message>
    <message>
        <source>glTF with its textures as files of their own</source>
        <translation>glTF，纹理为单独的文件</translation>
    </message>
    <message>
        <source>Autodesk FBX, for game engines</source>
        <translation>Autodesk FBX，用于游戏引擎</translation>
    </message>
    <message>
        <source>COLLADA</source>
        <translation>COLLADA</translation>
    </message>
    <message>
        <source>3MF, for 3D printing in colour</source>
        <translation>3MF，用于彩色三维打印</translation>
    </message>
    <message>
        <source>USDZ, for augmented reality on Apple devices</source>
        <translation>USDZ，用于 Apple 设备上的增强现实</translation>
    </message>
    <message>
        <source>3D Gaussian Splatting, exact (*.ply)</source>
        <translation>三维高斯泼溅，精确 (*.ply)</translation>
    </message>
    <message>
        <source>Compact, for viewers on the web (*.splat)</source>
        <translation>紧凑，用于网页查看器 (*.splat)</translation>
    </message>
    <message>
        <source>Export the Gaussians</source>
        <translation>导出高斯点</translation>
    </message>
    <message>
        <source>Export the radiance field</source>
        <translation>导出辐射场</translation>
    </message>
    <message>
        <source>Tensors of a radiance field (*.safetensors)</source>
        <translation>辐射场张量 (*.safetensors)</translation>
    </message>
    <message>
        <source>A setting is out of range</source>
        <translation>有一项设置超出范围</translation>
    </message>
    <message>
        <source>The picture cannot be used</source>
        <translation>无法使用此图片</translation>
    </message>
    <message>
        <source>The model is not there</source>
        <translation>找不到模型</translation>
    </message>
    <message>
        <source>The model's files are damaged</source>
        <translation>模型文件已损坏</translation>
    </message>
    <message>
        <source>The device cannot run this</source>
        <translation>此设备无法运行</translation>
    </message>
    <message>
        <source>Memory ran out</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Nothing came out</source>
        <translation>没有得到结果</translation>
    </message>
    <message>
        <source>A file cannot be read</source>
        <translation>有文件无法读取</translation>
    </message>
    <message>
        <source>The file cannot be written</source>
        <translation>文件无法写入</translation>
    </message>
    <message>
        <source>Something went wrong inside Espalier</source>
        <translation>Espalier 内部出错</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>出错了</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Preparing the picture</source>
        <translation>正在准备图片</translation>
    </message>
    <message>
        <source>Studying the picture</source>
        <translation>正在分析图片</translation>
    </message>
    <message>
        <source>Finding the rough shape</source>
        <translation>正在寻找大致形状</translation>
    </message>
    <message>
        <source>Filling in the rough shape</source>
        <translation>正在填充大致形状</translation>
    </message>
    <message>
        <source>Working out the surface</source>
        <translation>正在细化表面</translation>
    </message>
    <message>
        <source>Building the mesh</source>
        <translation>正在构建网格</translation>
    </message>
    <message>
        <source>Working out the colours</source>
        <translation>正在计算颜色</translation>
    </message>
    <message>
        <source>Mixing the colours</source>
        <translation>正在混合颜色</translation>
    </message>
    <message>
        <source>Cleaning the mesh</source>
        <translation>正在清理网格</translation>
    </message>
    <message>
        <source>Making the mesh lighter</source>
        <translation>正在精简网格</translation>
    </message>
    <message>
        <source>Laying the surface flat</source>
        <translation>正在展开表面</translation>
    </message>
    <message>
        <source>Painting the textures</source>
        <translation>正在绘制纹理</translation>
    </message>
    <message>
        <source>Painting the mesh</source>
        <translation>正在给网格上色</translation>
    </message>
    <message>
        <source>Writing the file</source>
        <translation>正在写入文件</translation>
    </message>
    <message>
        <source>%1 has %2 pixels, more than can be decoded from this kind of file.</source>
        <translation>%1 有 %2 像素，超出此类文件可解码的范围。</translation>
    </message>
    <message>
        <source>Save it as an 8-bit PNG or JPEG, or scale it to 4096 pixels or fewer on the longer side.</source>
        <translation>请另存为 8 位 PNG 或 JPEG，或将较长边缩小到 4096 像素以内。</translation>
    </message>
    <message>
        <source>%1 is not a picture that Espalier can read.</source>
        <translation>%1 不是 Espalier 能读取的图片。</translation>
    </message>
    <message>
        <source>Use a PNG, JPEG, WebP, TIFF or BMP file.</source>
        <translation>请使用 PNG、JPEG、WebP、TIFF 或 BMP 文件。</translation>
    </message>
    <message>
        <source>%1 cannot be decoded: %2.</source>
        <translation>无法解码 %1：%2。</translation>
    </message>
    <message>
        <source>The file may be damaged or cut short. Open it in a picture program and save it again as PNG.</source>
        <translation>文件可能已损坏或不完整。请在图像程序中打开并重新存为 PNG。</translation>
    </message>
    <message>
        <source>%1 does not exist.</source>
        <translation>%1 不存在。</translation>
    </message>
    <message>
        <source>It may have been moved. Open the picture again.</source>
        <translation>文件可能已被移动。请重新打开图片。</translation>
    </message>
    <message>
        <source>%1 is a folder, not a picture.</source>
        <translation>%1 是文件夹，不是图片。</translation>
    </message>
    <message>
        <source>Choose a picture file.</source>
        <translation>请选择图片文件。</translation>
    </message>
    <message>
        <source>%1 may not be read.</source>
        <translation>没有读取 %1 的权限。</translation>
    </message>
    <message>
        <source>Change the file's permissions, or copy it elsewhere.</source>
        <translation>请更改文件权限，或将其复制到别处。</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 是空文件。</translation>
    </message>
    <message>
        <source>Save or download the picture again.</source>
        <translation>请重新保存或下载图片。</translation>
    </message>
    <message>
        <source>There is no picture to take.</source>
        <translation>没有可用的图片。</translation>
    </message>
    <message>
        <source>Copy a picture, or open a picture file.</source>
        <translation>请复制一张图片，或打开图片文件。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>How often the flow refines its result. More steps take longer and are often a little better.</source>
        <translation>流模型细化结果的次数。步数越多越慢，结果往往略好。</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>How strictly the result follows the picture. 1 switches guidance off, which halves the time.</source>
        <translation>结果与图片的贴合程度。1 表示关闭引导，可节省一半时间。</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>重缩放</translation>
    </message>
    <message>
        <source>Tones down what strong guidance exaggerates. 0 is off, 1 is all.</source>
        <translation>减弱强引导造成的夸张。0 为关闭，1 为完全。</translation>
    </message>
    <message>
        <source>Guide from</source>
        <translation>引导起点</translation>
    </message>
    <message>
        <source>Guidance is used only while the flow's time is between these two values; 1 is the start.</source>
        <translation>仅当流的时间处于这两个值之间时使用引导；1 为开始。</translation>
    </message>
    <message>
        <source>Guide to</source>
        <translation>引导终点</translation>
    </message>
    <message>
        <source>Time shift</source>
        <translation>时间偏移</translation>
    </message>
    <message>
        <source>Above 1 more of the steps are spent on the rough form, below 1 on details.</source>
        <translation>大于 1 时更多步数用于大致形状，小于 1 时更多用于细节。</translation>
    </message>
</context>
<context>
    <name>espalier::AssetCommands</name>
    <message>
        <source>%1 has no ending that Espalier can write.</source>
        <translation>%1 的扩展名不是 Espalier 可写的格式。</translation>
    </message>
    <message>
        <source>Let the name end in one of these: %1.</source>
        <translation>请使用以下扩展名之一：%1。</translation>
    </message>
    <message>
        <source>%1 has no ending that Gaussians are written with.</source>
        <translation>%1 的扩展名不能用于写高斯点。</translation>
    </message>
    <message>
        <source>Let the name end in .ply or .splat.</source>
        <translation>请以 .ply 或 .splat 结尾。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>无法写入 %1：%2。</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>请选择其他文件夹，或释放一些空间。</translation>
    </message>
    <message>
        <source>%1 triangles</source>
        <translation>%1 个三角形</translation>
    </message>
    <message>
        <source>%1 vertices</source>
        <translation>%1 个顶点</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 个部分</translation>
    </message>
    <message>
        <source>%1 parts</source>
        <translation>%1 个部分</translation>
    </message>
    <message>
        <source>watertight</source>
        <translation>水密</translation>
    </message>
    <message>
        <source>not watertight</source>
        <translation>不水密</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 m</source>
        <translation>%1 × %2 × %3 米</translation>
    </message>
</context>
<context>
    <name>espalier::AssetPanel</name>
    <message>
        <source>Faces</source>
        <translation>面数</translation>
    </message>
    <message>
        <source>How many triangles the asset may have. Fewer are lighter for games and the web.</source>
        <translation>资产最多可有多少个三角形。越少越适合游戏和网页。</translation>
    </message>
    <message>
        <source>%1 at most</source>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>全部保留</translation>
    </message>
    <message>
        <source>Another number</source>
        <translation>其他数值</translation>
    </message>
    <message>
        <source>Number of faces</source>
        <translation>面的数量</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>纹理</translation>
    </message>
    <message>
        <source>Texels along each side of the textures.</source>
        <translation>纹理每边的纹素数。</translation>
    </message>
    <message>
        <source>None, colours at the vertices</source>
        <translation>无，颜色在顶点上</translation>
    </message>
    <message>
        <source>%1 × %1</source>
        <translation>%1 × %1</translation>
    </message>
    <message>
        <source>Normal map</source>
        <translation>法线贴图</translation>
    </message>
    <message>
        <source>Keeps as a texture what fewer faces take from the surface.</source>
        <translation>用纹理保留减面后丢失的表面细节。</translation>
    </message>
    <message>
        <source>One watertight surface</source>
        <translation>单一水密表面</translation>
    </message>
    <message>
        <source>Builds the surface anew without holes or overlaps, for printing.</source>
        <translation>重建没有孔洞和重叠的表面，用于打印。</translation>
    </message>
    <message>
        <source>Keep inner surfaces</source>
        <translation>保留内部表面</translation>
    </message>
    <message>
        <source>Keeps what nobody sees from outside.</source>
        <translation>保留从外面看不到的部分。</translation>
    </message>
    <message>
        <source>Longest side</source>
        <translation>最长边</translation>
    </message>
    <message>
        <source>Gives exported files a real size. Without it the model is about 1 m.</source>
        <translation>为导出文件设定实际尺寸。否则模型约为 1 米。</translation>
    </message>
    <message>
        <source>Length of the longest side</source>
        <translation>最长边的长度</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Unit of the length</source>
        <translation>长度单位</translation>
    </message>
    <message>
        <source>mm</source>
        <translation>毫米</translation>
    </message>
    <message>
        <source>cm</source>
        <translation>厘米</translation>
    </message>
    <message>
        <source>m</source>
        <translation>米</translation>
    </message>
    <message>
        <source>Texture files</source>
        <translation>纹理文件</translation>
    </message>
    <message>
        <source>PNG keeps every texel, JPEG is smaller. WebP is smaller still, but some programs do not read it.</source>
        <translation>PNG 保留每个纹素，JPEG 更小。WebP 还要小，但有些程序无法读取。</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>WebP</source>
        <translation>WebP</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop, and keep the asset as it was</source>
        <translation>停止，资产保持原样</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Show the mesh as the model gave it, for comparison (B)</source>
        <translation>显示模型原始输出的网格以便比较（B）</translation>
    </message>
    <message>
        <source>Facts about the asset</source>
        <translation>资产信息</translation>
    </message>
    <message>
        <source>In exported files</source>
        <translation>在导出文件中</translation>
    </message>
    <message>
        <source>What this model was made from is no longer there; generate it again to change it.</source>
        <translation>制作此模型所用的数据已不存在；请重新生成后再修改。</translation>
    </message>
    <message>
        <source>The settings count for the next model.</source>
        <translation>这些设置用于下一个模型。</translation>
    </message>
    <message>
        <source>Wait until the running job is over.</source>
        <translation>请等待正在运行的任务结束。</translation>
    </message>
    <message>
        <source>Make the asset again with these settings, without running the model</source>
        <translation>用这些设置重新制作资产，无需运行模型</translation>
    </message>
    <message>
        <source>The asset was made with these settings.</source>
        <translation>资产就是用这些设置制作的。</translation>
    </message>
</context>
<context>
    <name>espalier::AxesGizmo</name>
    <message>
        <source>Axes</source>
        <translation>坐标轴</translation>
    </message>
    <message>
        <source>Click an axis to look along it, drag to orbit</source>
        <translation>点击坐标轴可沿其方向观察，拖动可旋转</translation>
    </message>
</context>
<context>
    <name>espalier::CompareWindow</name>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>made in %1</source>
        <translation>用时 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Both were made with the same settings.</source>
        <translation>两者使用了相同的设置。</translation>
    </message>
    <message>
        <source>%1 triangles</source>
        <translation>%1 个三角形</translation>
    </message>
</context>
<context>
    <name>espalier::CutOutCanvas</name>
    <message>
        <source>Cut-out</source>
        <translation>抠图</translation>
    </message>
    <message>
        <source>Arrows move the brush, Space paints, X swaps keep and erase, [ and ] change its size</source>
        <translation>方向键移动画笔，空格绘制，X 切换保留与擦除，[ 和 ] 改变大小</translation>
    </message>
</context>
<context>
    <name>espalier::CutOutDialog</name>
    <message>
        <source>Cut Out the Object</source>
        <translation>抠出物体</translation>
    </message>
    <message>
        <source>This build cannot look for the object: it was made without OpenCV.</source>
        <translation>此版本无法寻找物体：构建时没有 OpenCV。</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>Paint over what belongs to the object (X)</source>
        <translation>涂抹属于物体的部分（X）</translation>
    </message>
    <message>
        <source>&amp;Erase</source>
        <translation>擦除(&amp;E)</translation>
    </message>
    <message>
        <source>Paint over what does not belong to it (X)</source>
        <translation>涂抹不属于物体的部分（X）</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>How wide the brush is ([ and ], or the wheel)</source>
        <translation>画笔宽度（[ 和 ]，或滚轮）</translation>
    </message>
    <message>
        <source>&amp;Brush:</source>
        <translation>画笔(&amp;B)：</translation>
    </message>
    <message>
        <source>Further left keeps more of the object's rim, further right cuts closer</source>
        <translation>向左保留更多物体边缘，向右切得更紧</translation>
    </message>
    <message>
        <source>&amp;Threshold:</source>
        <translation>阈值(&amp;T)：</translation>
    </message>
    <message>
        <source>&amp;Use the picture as it is</source>
        <translation>原样使用图片(&amp;U)</translation>
    </message>
    <message>
        <source>Nothing is cut away: all of the picture is the object</source>
        <translation>不切除任何部分：整张图片都是物体</translation>
    </message>
    <message>
        <source>Look for the object by its colours, with what you marked as a hint</source>
        <translation>按颜色寻找物体，以您的标记为提示</translation>
    </message>
    <message>
        <source>Stopped; the cut-out is as it was.</source>
        <translation>已停止；抠图保持原样。</translation>
    </message>
    <message>
        <source>Looking for the object...</source>
        <translation>正在寻找物体……</translation>
    </message>
    <message>
        <source>No object stands out. Mark some of it with Keep, then try again.</source>
        <translation>没有明显的物体。请用“保留”标出一部分后再试。</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Find the Object</source>
        <translation>寻找物体(&amp;F)</translation>
    </message>
</context>
<context>
    <name>espalier::CutOutSketch</name>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Use as It Is</source>
        <translation>原样使用</translation>
    </message>
    <message>
        <source>Find the Object</source>
        <translation>寻找物体</translation>
    </message>
</context>
<context>
    <name>espalier::DesktopMessages</name>
    <message>
        <source>Your model is finished</source>
        <translation>模型已完成</translation>
    </message>
    <message>
        <source>A job has failed</source>
        <translation>有任务失败</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>espalier::DeviceBanner</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>What Espalier knows of this machine and its models</source>
        <translation>Espalier 对本机及其模型的了解</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>This machine and its models</source>
        <translation>本机及其模型</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>espalier::HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>help_en.html</source>
        <extracomment>The file name of the help page in this language</extracomment>
        <translation>help_zh_CN.html</translation>
    </message>
</context>
<context>
    <name>espalier::HistoryModel</name>
    <message>
        <source>today, %1</source>
        <translation>今天 %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>%1
%2, made in %3
%4, %5
%6 on disk</source>
        <translation>%1
%2，用时 %3
%4，%5
占用磁盘 %6</translation>
    </message>
    <message>
        <source>%1, %2, starred</source>
        <translation>%1，%2，已加星标</translation>
    </message>
</context>
<context>
    <name>espalier::HistoryPanel</name>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Show this result again</source>
        <translation>再次显示此结果</translation>
    </message>
    <message>
        <source>&amp;Make Again...</source>
        <translation>重新制作(&amp;M)……</translation>
    </message>
    <message>
        <source>Open it and make its asset with other settings, without running the model</source>
        <translation>打开并用其他设置重新制作资产，无需运行模型</translation>
    </message>
    <message>
        <source>&amp;Use Its Settings</source>
        <translation>使用其设置(&amp;U)</translation>
    </message>
    <message>
        <source>Take over model, seed and settings of this result</source>
        <translation>沿用此结果的模型、种子和设置</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>比较(&amp;M)</translation>
    </message>
    <message>
        <source>Show two results side by side; select both first, with Ctrl or Shift</source>
        <translation>并排显示两个结果；请先按住 Ctrl 或 Shift 选中两者</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>导出(&amp;E)……</translation>
    </message>
    <message>
        <source>Write this result to a file</source>
        <translation>将此结果写入文件</translation>
    </message>
    <message>
        <source>&amp;Copy as File</source>
        <translation>复制为文件(&amp;C)</translation>
    </message>
    <message>
        <source>Put this result's file on the clipboard, for a file manager or a mail</source>
        <translation>将此结果的文件放到剪贴板，供文件管理器或邮件使用</translation>
    </message>
    <message>
        <source>Open &amp;With Another Program</source>
        <translation>用其他程序打开(&amp;W)</translation>
    </message>
    <message>
        <source>Open this result's file in the program that the desktop uses for it</source>
        <translation>用桌面关联的程序打开此结果的文件</translation>
    </message>
    <message>
        <source>&amp;Star</source>
        <translation>加星标(&amp;S)</translation>
    </message>
    <message>
        <source>Star this result; starred ones are never deleted by themselves</source>
        <translation>为此结果加星标；加星标的不会被自动删除</translation>
    </message>
    <message>
        <source>&amp;Note...</source>
        <translation>备注(&amp;N)……</translation>
    </message>
    <message>
        <source>Write a note to this result</source>
        <translation>为此结果写备注</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>Give this result another name</source>
        <translation>给此结果另取名称</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Delete this result; this can be undone</source>
        <translation>删除此结果；可以撤销</translation>
    </message>
    <message>
        <source>Un&amp;do Delete</source>
        <translation>撤销删除(&amp;D)</translation>
    </message>
    <message>
        <source>Bring back the result deleted last</source>
        <translation>恢复最近删除的结果</translation>
    </message>
    <message>
        <source>&amp;Limit Size...</source>
        <translation>限制大小(&amp;L)……</translation>
    </message>
    <message>
        <source>Choose how much disk the history may take</source>
        <translation>选择历史记录可占用的磁盘空间</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>搜索历史记录</translation>
    </message>
    <message>
        <source>Part of a name, a note, a model or a seed</source>
        <translation>名称、备注、模型或种子的一部分</translation>
    </message>
    <message>
        <source>Starred only</source>
        <translation>仅星标</translation>
    </message>
    <message>
        <source>Show starred results only</source>
        <translation>只显示加星标的结果</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Finished models appear here and stay, also after the program was closed.</source>
        <translation>完成的模型显示在这里，关闭程序后仍会保留。</translation>
    </message>
    <message>
        <source>Deleted %1. %2 in the history brings it back.</source>
        <translation>已删除 %1。在历史记录中按 %2 可恢复。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1，共 %2</translation>
    </message>
    <message>
        <source>The oldest results are deleted when the history grows beyond its limit.</source>
        <translation>历史记录超出限制时会删除最旧的结果。</translation>
    </message>
    <message>
        <source>Size of the history</source>
        <translation>历史记录的大小</translation>
    </message>
    <message>
        <source>Delete the oldest results when the history takes more gigabytes than:</source>
        <translation>历史记录超过多少 GB 时删除最旧的结果：</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>A note to %1:</source>
        <translation>%1 的备注：</translation>
    </message>
    <message>
        <source>There is no file to hand out: the disk may be full.</source>
        <translation>没有可提供的文件：磁盘可能已满。</translation>
    </message>
    <message>
        <source>%1 is on the clipboard.</source>
        <translation>%1 已放到剪贴板。</translation>
    </message>
    <message>
        <source>This desktop has no program for %1.</source>
        <translation>此桌面没有可打开 %1 的程序。</translation>
    </message>
</context>
<context>
    <name>espalier::HistoryStore</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>无法写入 %1：%2。</translation>
    </message>
    <message>
        <source>Free some space, or make the folder writable; the model itself is still open.</source>
        <translation>请释放一些空间，或使文件夹可写；模型本身仍处于打开状态。</translation>
    </message>
    <message>
        <source>%1 was written by a newer Espalier.</source>
        <translation>%1 由更新版本的 Espalier 写入。</translation>
    </message>
    <message>
        <source>%1 is missing or damaged; the other files beside it are as they were.</source>
        <translation>%1 缺失或已损坏；旁边的其他文件保持原样。</translation>
    </message>
    <message>
        <source>%1 is missing or empty.</source>
        <translation>%1 缺失或为空。</translation>
    </message>
    <message>
        <source>the folder cannot be made</source>
        <translation>无法创建文件夹</translation>
    </message>
    <message>
        <source>the folder cannot be renamed</source>
        <translation>无法重命名文件夹</translation>
    </message>
    <message>
        <source>%1 cannot be moved to %2.</source>
        <translation>无法将 %1 移动到 %2。</translation>
    </message>
    <message>
        <source>See whether the folder is writable.</source>
        <translation>请检查文件夹是否可写。</translation>
    </message>
</context>
<context>
    <name>espalier::ImageDropArea</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Drop a picture here, or press Return to open one</source>
        <translation>将图片拖到此处，或按回车打开图片</translation>
    </message>
    <message>
        <source>Drop a picture here, or click to open one; click what the model sees to correct it</source>
        <translation>将图片拖到此处，或点击打开；点击“模型所见”可修正</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>您的图片</translation>
    </message>
    <message>
        <source>What the model sees</source>
        <translation>模型所见</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>将图片拖到此处</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>or click to open, Ctrl+V to paste</source>
        <translation>或点击打开，Ctrl+V 粘贴</translation>
    </message>
</context>
<context>
    <name>espalier::JobListModel</name>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Waiting, place %1</source>
        <translation>等待中，第 %1 位</translation>
    </message>
    <message>
        <source>%1, %2 %</source>
        <translation>%1，%2 %</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>正在停止……</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Interrupted when Espalier ended</source>
        <translation>Espalier 终止时被中断</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1，种子 %2</translation>
    </message>
</context>
<context>
    <name>espalier::JobPanel</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Elapsed and remaining time</source>
        <translation>已用和剩余时间</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>正在停止……</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>, step %1 of %2</source>
        <translation>，第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>%1, about %2 left</source>
        <translation>%1，约剩 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more waiting</source>
        <translation>
            <numerusform>还有 %n 个在等待</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>espalier::MainWindow</name>
    <message>
        <source>Espalier</source>
        <translation>Espalier</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Picture and Settings</source>
        <translation>图片与设置</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Correct the Cut-out...</source>
        <translation>修正抠图……</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Facts about the model</source>
        <translation>模型信息</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Stopping the job, then closing...</source>
        <translation>正在停止任务，然后关闭……</translation>
    </message>
    <message>
        <source>Stopped; the asset is as it was</source>
        <translation>已停止；资产保持原样</translation>
    </message>
    <message>
        <source>Making the asset again</source>
        <translation>正在重新制作资产</translation>
    </message>
    <message>
        <source>The asset was made again</source>
        <translation>资产已重新制作</translation>
    </message>
    <message>
        <source>cut out by its transparency</source>
        <translation>按透明度抠图</translation>
    </message>
    <message>
        <source>its plain background was removed</source>
        <translation>已去除纯色背景</translation>
    </message>
    <message>
        <source>its background was removed</source>
        <translation>已去除背景</translation>
    </message>
    <message>
        <source>all of it is used</source>
        <translation>使用整张图片</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>The picture is ready</source>
        <translation>图片已就绪</translation>
    </message>
    <message>
        <source>Press Generate to make a 3D model of it.</source>
        <translation>按“生成”制作三维模型。</translation>
    </message>
    <message>
        <source>Exported %1</source>
        <translation>已导出 %1</translation>
    </message>
    <message>
        <source>Use All of the Picture</source>
        <translation>使用整张图片</translation>
    </message>
    <message>
        <source>looking for the object</source>
        <translation>正在寻找物体</translation>
    </message>
    <message>
        <source>cut out by hand</source>
        <translation>手动抠图</translation>
    </message>
    <message>
        <source>%1, %2 × %3, %4</source>
        <translation>%1，%2 × %3，%4</translation>
    </message>
    <message>
        <source>%1 is not on this machine, and Espalier opens nothing from the network. Save the picture, then open the file.</source>
        <translation>%1 不在本机，而 Espalier 不从网络打开任何内容。请先保存图片，再打开文件。</translation>
    </message>
    <message>
        <source>There is no picture in %1.</source>
        <translation>%1 中没有图片。</translation>
    </message>
    <message>
        <source>Dropped picture</source>
        <translation>拖入的图片</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard. Copy one in another program, then paste again.</source>
        <translation>剪贴板中没有图片。请在其他程序中复制一张，然后再粘贴。</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>图片 (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>打开图片文件夹</translation>
    </message>
    <message>
        <source>Choose a model's folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>正在导出 %1</translation>
    </message>
    <message>
        <source>&amp;Add to Queue</source>
        <translation>加入队列(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>None are installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>About Espalier</source>
        <translation>关于 Espalier</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Espalier %1&lt;/h3&gt;&lt;p&gt;Turns a picture into a 3D model with the TRELLIS.2 architecture, on this machine and offline.&lt;/p&gt;&lt;p&gt;MIT licence.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Espalier %1&lt;/h3&gt;&lt;p&gt;采用 TRELLIS.2 架构，在本机离线将图片变成三维模型。&lt;/p&gt;&lt;p&gt;MIT 许可证。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>Opened %1, seed %2</source>
        <translation>已打开 %1，种子 %2</translation>
    </message>
    <message>
        <source>The settings of %1 were taken over</source>
        <translation>已沿用 %1 的设置</translation>
    </message>
    <message>
        <source>%1 is not among the models, so the chosen one stays; the other settings of %2 were taken over. Open the model's folder to use it again.</source>
        <translation>模型中没有 %1，因此保留当前选择的模型；已沿用 %2 的其他设置。要再次使用它，请打开该模型的文件夹。</translation>
    </message>
    <message>
        <source>Queue (%1)</source>
        <translation>队列 (%1)</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) were interrupted when Espalier ended last time. The queue can start them again.</source>
        <translation>
            <numerusform>上次 Espalier 终止时有 %n 个任务被中断。可在队列中重新开始。</numerusform>
        </translation>
    </message>
    <message>
        <source>Making a model of %1</source>
        <translation>正在制作 %1 的模型</translation>
    </message>
    <message>
        <source>On it</source>
        <translation>开始了</translation>
    </message>
    <message>
        <source>The shape appears here as soon as it can be guessed.</source>
        <translation>一旦能够推测出形状，就会显示在这里。</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>正在停止……</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Press Generate to start again.</source>
        <translation>按“生成”重新开始。</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>The message above says why.</source>
        <translation>上方的消息说明了原因。</translation>
    </message>
    <message>
        <source>Finished in %1, seed %2</source>
        <translation>用时 %1，种子 %2</translation>
    </message>
    <message>
        <source>Attention: %1</source>
        <translation>注意力：%1</translation>
    </message>
    <message>
        <source>The language changes when Espalier is started again.</source>
        <translation>重新启动 Espalier 后语言才会改变。</translation>
    </message>
    <message>
        <source>Add pictures of the same object</source>
        <translation>添加同一物体的图片</translation>
    </message>
    <message>
        <source>Several pictures</source>
        <translation>多张图片</translation>
    </message>
    <message numerus="yes">
        <source>What do the %n pictures show?</source>
        <translation>
            <numerusform>这 %n 张图片展示的是什么？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make a model of each of the %n pictures?</source>
        <translation>
            <numerusform>为这 %n 张图片各制作一个模型？</numerusform>
        </translation>
    </message>
    <message>
        <source>One object from several sides becomes one model. Of different objects, a model of each is made, one after another, and goes to the history.</source>
        <translation>同一物体的多个角度合成一个模型。不同物体则依次各制作一个模型，并进入历史记录。</translation>
    </message>
    <message>
        <source>They run one after another, with the settings shown. Each model goes to the history.</source>
        <translation>它们将依次用当前设置运行。每个模型都会进入历史记录。</translation>
    </message>
    <message>
        <source>&amp;One Object</source>
        <translation>同一物体(&amp;O)</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Queue %n Jobs</source>
        <translation>
            <numerusform>排入 %n 个任务(&amp;Q)</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Open the First</source>
        <translation>打开第一张(&amp;O)</translation>
    </message>
</context>
<context>
    <name>espalier::MessageBanner</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Details of the failure</source>
        <translation>失败的详细信息</translation>
    </message>
</context>
<context>
    <name>espalier::ParameterPanel</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Use a model from another folder</source>
        <translation>使用其他文件夹中的模型</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>How fine the model's grid is. Finer ones need more time and memory.</source>
        <translation>模型网格的精细程度。越精细，所需时间和内存越多。</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Draft, about half the time</source>
        <translation>草稿，约一半时间</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>High, about twice the time</source>
        <translation>高，约两倍时间</translation>
    </message>
    <message>
        <source>Custom steps</source>
        <translation>自定义步数</translation>
    </message>
    <message>
        <source>How many steps the model takes. Standard is what its makers use.</source>
        <translation>模型运行的步数。“标准”是其作者使用的值。</translation>
    </message>
    <message>
        <source>Shape only, no colours</source>
        <translation>仅形状，无颜色</translation>
    </message>
    <message>
        <source>Leaves out the colour stages: faster, and enough for printing.</source>
        <translation>省略颜色阶段：更快，足以用于打印。</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>What the model makes. Gaussians are for splat viewers, a radiance field is for research; a mesh is for everything else.</source>
        <translation>模型生成的内容。高斯点用于泼溅查看器，辐射场用于研究；网格适用于其他一切用途。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same picture, settings and seed give the same result. Type a seed to use it again.</source>
        <translation>相同的图片、设置和种子得到相同的结果。输入种子可再次使用。</translation>
    </message>
    <message>
        <source>Draw another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>Keep this seed instead of drawing a new one for each run</source>
        <translation>保留此种子，而不是每次运行换新的</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Best there is</source>
        <translation>最佳可用设备</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Where the model runs.</source>
        <translation>模型在哪里运行。</translation>
    </message>
    <message>
        <source>Card memory</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>Fastest that fits</source>
        <translation>可容纳的最快方式</translation>
    </message>
    <message>
        <source>All networks at once</source>
        <translation>同时加载所有网络</translation>
    </message>
    <message>
        <source>One network at a time</source>
        <translation>一次一个网络</translation>
    </message>
    <message>
        <source>As little as possible</source>
        <translation>尽可能少</translation>
    </message>
    <message>
        <source>How a job uses the graphics card's memory. Less of it is slower.</source>
        <translation>任务如何使用显存。用得越少越慢。</translation>
    </message>
    <message>
        <source>Reset to the model's own values</source>
        <translation>恢复为模型自身的值</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Steps and guidance of each stage</source>
        <translation>各阶段的步数和引导</translation>
    </message>
    <message>
        <source>Mesh</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Mesh and Gaussians</source>
        <translation>网格和高斯点</translation>
    </message>
    <message>
        <source>Mesh and radiance field</source>
        <translation>网格和辐射场</translation>
    </message>
    <message>
        <source>Mesh, Gaussians and radiance field</source>
        <translation>网格、高斯点和辐射场</translation>
    </message>
    <message>
        <source>%1 of weights</source>
        <translation>权重 %1</translation>
    </message>
    <message>
        <source>No model was found. Choose a folder that holds a pipeline.json.</source>
        <translation>没有找到模型。请选择含有 pipeline.json 的文件夹。</translation>
    </message>
</context>
<context>
    <name>espalier::PicturePane</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>espalier::PreviewTimeline</name>
    <message>
        <source>How the shape formed</source>
        <translation>形状如何形成</translation>
    </message>
    <message>
        <source>Look back at how the shape formed</source>
        <translation>回看形状如何形成</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>%1, step %2 of %3</source>
        <translation>%1，第 %2 步，共 %3 步</translation>
    </message>
</context>
<context>
    <name>espalier::QueuePanel</name>
    <message>
        <source>&amp;Pause After This Job</source>
        <translation>此任务后暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Let the running job finish and start no other one until this is switched off</source>
        <translation>让正在运行的任务完成，在关闭此项之前不再启动其他任务</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Run this job earlier</source>
        <translation>提前运行此任务</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message>
        <source>Run this job later</source>
        <translation>推迟运行此任务</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Take this job off the list, or stop it</source>
        <translation>将此任务移出列表，或停止它</translation>
    </message>
    <message>
        <source>&amp;Try Again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Put this job at the end of the queue again</source>
        <translation>将此任务再次放到队列末尾</translation>
    </message>
    <message>
        <source>Try All &amp;Failed Ones Again</source>
        <translation>重试所有失败的任务(&amp;F)</translation>
    </message>
    <message>
        <source>Put all failed jobs at the end of the queue</source>
        <translation>将所有失败的任务放到队列末尾</translation>
    </message>
    <message>
        <source>&amp;Clear Those That Are Over</source>
        <translation>清除已结束的任务(&amp;C)</translation>
    </message>
    <message>
        <source>Take all finished, failed and cancelled jobs off</source>
        <translation>移除所有已完成、失败和取消的任务</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Jobs appear here. Drop several pictures, or a folder of them, to queue a job for each.</source>
        <translation>任务显示在这里。拖入多张图片或整个文件夹，即可为每张排入一个任务。</translation>
    </message>
</context>
<context>
    <name>espalier::ReportDialog</name>
    <message>
        <source>Log and Problem Report</source>
        <translation>日志与问题报告</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Nothing has been written yet.</source>
        <translation>尚无内容。</translation>
    </message>
    <message>
        <source>Put the &amp;picture into the report</source>
        <translation>将图片放入报告(&amp;P)</translation>
    </message>
    <message>
        <source>Otherwise the report holds the log, what was found out about this machine, and the settings of the last job, but no picture</source>
        <translation>否则报告仅包含日志、本机信息和上一个任务的设置，不含图片</translation>
    </message>
    <message>
        <source>&amp;Copy the Log</source>
        <translation>复制日志(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save a Report...</source>
        <translation>保存报告(&amp;S)……</translation>
    </message>
    <message>
        <source>Write a zip file that can be sent along with a report of a problem</source>
        <translation>写出可随问题报告发送的 zip 文件</translation>
    </message>
    <message>
        <source>The log is on the clipboard.</source>
        <translation>日志已放到剪贴板。</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Zip archive (*.zip)</source>
        <translation>Zip 压缩包 (*.zip)</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
</context>
<context>
    <name>espalier::ResultFacts</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>in turn</source>
        <translation>轮流</translation>
    </message>
    <message>
        <source>all at once</source>
        <translation>同时全部</translation>
    </message>
    <message>
        <source>Shape only, no colours</source>
        <translation>仅形状，无颜色</translation>
    </message>
    <message>
        <source>All of the picture used</source>
        <translation>使用整张图片</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>the model's own</source>
        <translation>模型自带</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>重缩放</translation>
    </message>
    <message>
        <source>Guide from</source>
        <translation>引导起点</translation>
    </message>
    <message>
        <source>Guide to</source>
        <translation>引导终点</translation>
    </message>
    <message>
        <source>Time shift</source>
        <translation>时间偏移</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>面数</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>全部保留</translation>
    </message>
    <message>
        <source>%1 at most</source>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>纹理</translation>
    </message>
    <message>
        <source>None, colours at the vertices</source>
        <translation>无，颜色在顶点上</translation>
    </message>
    <message>
        <source>%1 × %1</source>
        <translation>%1 × %1</translation>
    </message>
    <message>
        <source>Normal map</source>
        <translation>法线贴图</translation>
    </message>
    <message>
        <source>One watertight surface</source>
        <translation>单一水密表面</translation>
    </message>
    <message>
        <source>Keep inner surfaces</source>
        <translation>保留内部表面</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填补孔洞</translation>
    </message>
</context>
<context>
    <name>espalier::SamplerGrid</name>
    <message>
        <source>Structure</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>espalier::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>主题(&amp;T)：</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>The language of the window, from the next start on</source>
        <translation>窗口语言，下次启动时生效</translation>
    </message>
    <message>
        <source>&amp;Preview every n steps:</source>
        <translation>每 n 步预览(&amp;P)：</translation>
    </message>
    <message>
        <source>How often the forming shape is shown while a job runs; 1 shows the most</source>
        <translation>任务运行时显示形状的频率；1 显示最多</translation>
    </message>
    <message>
        <source>Best there is</source>
        <translation>最佳可用设备</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Fastest that fits</source>
        <translation>可容纳的最快方式</translation>
    </message>
    <message>
        <source>All networks at once</source>
        <translation>同时加载所有网络</translation>
    </message>
    <message>
        <source>One network at a time</source>
        <translation>一次一个网络</translation>
    </message>
    <message>
        <source>As little as possible</source>
        <translation>尽可能少</translation>
    </message>
    <message>
        <source>all cores</source>
        <translation>所有核心</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>&amp;Device:</source>
        <translation>设备(&amp;D)：</translation>
    </message>
    <message>
        <source>Where the model runs.</source>
        <translation>模型在哪里运行。</translation>
    </message>
    <message>
        <source>&amp;Card memory:</source>
        <translation>显存(&amp;C)：</translation>
    </message>
    <message>
        <source>How a job uses the graphics card's memory. Less of it is slower.</source>
        <translation>任务如何使用显存。用得越少越慢。</translation>
    </message>
    <message>
        <source>T&amp;hreads:</source>
        <translation>线程(&amp;H)：</translation>
    </message>
    <message>
        <source>How many of the processor's cores a job takes</source>
        <translation>任务使用的处理器核心数</translation>
    </message>
    <message>
        <source>the user's data folder</source>
        <translation>用户数据文件夹</translation>
    </message>
    <message>
        <source>A folder in which models lie, each in a folder of its own</source>
        <translation>存放模型的文件夹，每个模型各在自己的文件夹中</translation>
    </message>
    <message>
        <source>Models folder</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>&amp;Browse...</source>
        <translation>浏览(&amp;B)……</translation>
    </message>
    <message>
        <source>Choose the folder with the models</source>
        <translation>选择存放模型的文件夹</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Clean &amp;Up</source>
        <translation>清理(&amp;U)</translation>
    </message>
    <message>
        <source>Delete for good what was deleted from the history; that can then no longer be undone</source>
        <translation>彻底删除已从历史记录中删除的内容；之后无法撤销</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>&amp;Models folder:</source>
        <translation>模型文件夹(&amp;M)：</translation>
    </message>
    <message>
        <source>H&amp;istory up to:</source>
        <translation>历史记录上限(&amp;I)：</translation>
    </message>
    <message>
        <source>The oldest results are deleted when the history grows beyond it</source>
        <translation>历史记录超出上限时会删除最旧的结果</translation>
    </message>
    <message>
        <source>Used:</source>
        <translation>已用：</translation>
    </message>
    <message>
        <source>%1, and %2 deleted</source>
        <translation>%1，另有已删除的 %2</translation>
    </message>
</context>
<context>
    <name>espalier::ViewPictureDialog</name>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Animated WebP</source>
        <translation>WebP 动画</translation>
    </message>
    <message>
        <source>PNG frames</source>
        <translation>PNG 帧</translation>
    </message>
    <message>
        <source>MP4 film</source>
        <translation>MP4 影片</translation>
    </message>
    <message>
        <source>&amp;Transparent background</source>
        <translation>透明背景(&amp;T)</translation>
    </message>
    <message>
        <source>Save View as Picture</source>
        <translation>将视图存为图片</translation>
    </message>
    <message>
        <source>Save Turntable</source>
        <translation>保存转台动画</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Off: the background of the 3D view</source>
        <translation>关：三维视图的背景</translation>
    </message>
    <message>
        <source>&amp;Size:</source>
        <translation>大小(&amp;S)：</translation>
    </message>
    <message>
        <source>&amp;Save...</source>
        <translation>保存(&amp;S)……</translation>
    </message>
    <message>
        <source>As shown</source>
        <translation>如所示</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>正方形</translation>
    </message>
    <message>
        <source>Full HD</source>
        <translation>全高清</translation>
    </message>
    <message>
        <source>Large square</source>
        <translation>大正方形</translation>
    </message>
    <message>
        <source>4K</source>
        <translation>4K</translation>
    </message>
    <message>
        <source>Small square</source>
        <translation>小正方形</translation>
    </message>
    <message>
        <source>HD</source>
        <translation>高清</translation>
    </message>
    <message>
        <source>Another</source>
        <translation>其他</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Install the program ffmpeg to write MP4 films as well</source>
        <translation>安装 ffmpeg 程序后还可写 MP4 影片</translation>
    </message>
    <message>
        <source>&amp;One round in:</source>
        <translation>转一圈用时(&amp;O)：</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>格式(&amp;F)：</translation>
    </message>
    <message>
        <source>The 3D view gave no picture.</source>
        <translation>三维视图没有给出图像。</translation>
    </message>
    <message>
        <source>Bring the window to the front and try again.</source>
        <translation>请将窗口置于最前后重试。</translation>
    </message>
</context>
<context>
    <name>espalier::ViewPictures</name>
    <message>
        <source>Save the view</source>
        <translation>保存视图</translation>
    </message>
    <message>
        <source>view</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>Save the turntable</source>
        <translation>保存转台动画</translation>
    </message>
    <message>
        <source>turntable</source>
        <translation>转台</translation>
    </message>
    <message>
        <source>Taking pictures from all around...</source>
        <translation>正在从四周拍摄图片……</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
</context>
<context>
    <name>espalier::ViewportCommands</name>
    <message>
        <source>Gaussians</source>
        <translation>高斯点</translation>
    </message>
    <message>
        <source>%1 (%2, in the 3D view)</source>
        <translation>%1（%2，在三维视图中）</translation>
    </message>
    <message>
        <source>&amp;Espalier</source>
        <translation>&amp;Espalier</translation>
    </message>
    <message>
        <source>&amp;Blender</source>
        <translation>&amp;Blender</translation>
    </message>
    <message>
        <source>&amp;Maya</source>
        <translation>&amp;Maya</translation>
    </message>
    <message>
        <source>L&amp;ook</source>
        <translation>观察(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Mouse</source>
        <translation>鼠标(&amp;M)</translation>
    </message>
</context>
<context>
    <name>espalier::ViewportOverlays</name>
    <message>
        <source>Notice</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Keys and mouse</source>
        <translation>按键与鼠标</translation>
    </message>
    <message>
        <source>Click to close</source>
        <translation>点击关闭</translation>
    </message>
</context>
<context>
    <name>espalier::ViewportWidget</name>
    <message>
        <source>3D view</source>
        <translation>三维视图</translation>
    </message>
</context>
<context>
    <name>espalier::ViewsPanel</name>
    <message>
        <source>&amp;Add Pictures of the Same Object...</source>
        <translation>添加同一物体的图片(&amp;A)……</translation>
    </message>
    <message>
        <source>Add pictures of the same object</source>
        <translation>添加同一物体的图片</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Let the model see this picture earlier</source>
        <translation>让模型更早看到此图片</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message>
        <source>Let the model see this picture later</source>
        <translation>让模型更晚看到此图片</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Leave this picture out</source>
        <translation>去掉此图片</translation>
    </message>
    <message>
        <source>Further views</source>
        <translation>更多视角</translation>
    </message>
    <message>
        <source>Each step sees</source>
        <translation>每一步使用</translation>
    </message>
    <message>
        <source>one picture, in turn</source>
        <translation>依次一张图片</translation>
    </message>
    <message>
        <source>all pictures, slower</source>
        <translation>所有图片，较慢</translation>
    </message>
    <message>
        <source>How the pictures guide the model. All at once agree better; one in turn costs no time.</source>
        <translation>图片如何引导模型。同时使用全部更一致；依次使用不额外耗时。</translation>
    </message>
    <message>
        <source>The chosen model looks at the first picture only.</source>
        <translation>所选模型只看第一张图片。</translation>
    </message>
    <message>
        <source>Further views: none</source>
        <translation>更多视角：无</translation>
    </message>
    <message>
        <source>Further views: %1</source>
        <translation>更多视角：%1</translation>
    </message>
</context>
<context>
    <name>espalier::WelcomeView</name>
    <message>
        <source>Or try a sample</source>
        <translation>或试试示例</translation>
    </message>
    <message>
        <source>One picture, one 3D model</source>
        <translation>一张图片，一个三维模型</translation>
    </message>
    <message>
        <source>Drop a picture anywhere in this window, paste it, or open a file.</source>
        <translation>将图片拖到此窗口的任意位置、粘贴，或打开文件。</translation>
    </message>
    <message>
        <source>Sample picture %1</source>
        <translation>示例图片 %1</translation>
    </message>
</context>
<context>
    <name>espalier::WindowActions</name>
    <message>
        <source>&amp;Open Picture...</source>
        <translation>打开图片(&amp;O)……</translation>
    </message>
    <message>
        <source>Open a picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Open &amp;Folder...</source>
        <translation>打开文件夹(&amp;F)……</translation>
    </message>
    <message>
        <source>Make a model of each picture in a folder</source>
        <translation>为文件夹中的每张图片制作模型</translation>
    </message>
    <message>
        <source>&amp;Paste Picture</source>
        <translation>粘贴图片(&amp;P)</translation>
    </message>
    <message>
        <source>Use the picture on the clipboard</source>
        <translation>使用剪贴板中的图片</translation>
    </message>
    <message>
        <source>Cut &amp;Out the Object...</source>
        <translation>抠出物体(&amp;O)……</translation>
    </message>
    <message>
        <source>Correct what of the picture is the object</source>
        <translation>修正图片中哪部分是物体</translation>
    </message>
    <message>
        <source>Use &amp;All of the Picture</source>
        <translation>使用整张图片(&amp;A)</translation>
    </message>
    <message>
        <source>Stop looking for the object in the picture</source>
        <translation>停止在图片中寻找物体</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>导出(&amp;E)……</translation>
    </message>
    <message>
        <source>Write the model to a file</source>
        <translation>将模型写入文件</translation>
    </message>
    <message>
        <source>Export Ga&amp;ussians...</source>
        <translation>导出高斯点(&amp;U)……</translation>
    </message>
    <message>
        <source>Write the model's Gaussians for splat viewers</source>
        <translation>写出模型的高斯点，供泼溅查看器使用</translation>
    </message>
    <message>
        <source>Export Ra&amp;diance Field...</source>
        <translation>导出辐射场(&amp;D)……</translation>
    </message>
    <message>
        <source>Write the model's radiance field as the tensors that it is made of</source>
        <translation>把模型的辐射场写成构成它的张量</translation>
    </message>
    <message>
        <source>&amp;Save View as Picture...</source>
        <translation>将视图存为图片(&amp;S)……</translation>
    </message>
    <message>
        <source>Save what the 3D view shows</source>
        <translation>保存三维视图显示的内容</translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Save &amp;Turntable...</source>
        <translation>保存转台动画(&amp;T)……</translation>
    </message>
    <message>
        <source>Save pictures of the model from all around, as an animation</source>
        <translation>从四周拍摄模型的图片并保存为动画</translation>
    </message>
    <message>
        <source>Se&amp;ttings...</source>
        <translation>设置(&amp;T)……</translation>
    </message>
    <message>
        <source>Device, memory, storage, theme and language</source>
        <translation>设备、内存、存储、主题和语言</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>Make a 3D model of the picture</source>
        <translation>为图片制作三维模型</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Stop the running job</source>
        <translation>停止正在运行的任务</translation>
    </message>
    <message>
        <source>&amp;Draw Another Seed</source>
        <translation>换一个种子(&amp;D)</translation>
    </message>
    <message>
        <source>Draw another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>Apply &amp;Asset Settings</source>
        <translation>应用资产设置(&amp;A)</translation>
    </message>
    <message>
        <source>Make the asset again with the settings of the Asset panel, without running the model</source>
        <translation>用资产面板的设置重新制作资产，无需运行模型</translation>
    </message>
    <message>
        <source>Stop Makin&amp;g the Asset</source>
        <translation>停止制作资产(&amp;G)</translation>
    </message>
    <message>
        <source>Stop, and keep the asset as it was</source>
        <translation>停止，资产保持原样</translation>
    </message>
    <message>
        <source>Show Mesh &amp;Before</source>
        <translation>显示之前的网格(&amp;B)</translation>
    </message>
    <message>
        <source>Show the mesh as the model gave it</source>
        <translation>显示模型原始输出的网格</translation>
    </message>
    <message>
        <source>&amp;Model Folder...</source>
        <translation>模型文件夹(&amp;M)……</translation>
    </message>
    <message>
        <source>Use a model from another folder</source>
        <translation>使用其他文件夹中的模型</translation>
    </message>
    <message>
        <source>&amp;Frame</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>Show the whole model</source>
        <translation>显示整个模型</translation>
    </message>
    <message>
        <source>&amp;Wireframe</source>
        <translation>线框(&amp;W)</translation>
    </message>
    <message>
        <source>Draw the triangles' edges</source>
        <translation>绘制三角形的边</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>颜色(&amp;C)</translation>
    </message>
    <message>
        <source>Show the model's own colours</source>
        <translation>显示模型自身的颜色</translation>
    </message>
    <message>
        <source>C&amp;lay</source>
        <translation>黏土(&amp;L)</translation>
    </message>
    <message>
        <source>Show the form only, in one grey</source>
        <translation>只用一种灰色显示形状</translation>
    </message>
    <message>
        <source>&amp;Normals</source>
        <translation>法线(&amp;N)</translation>
    </message>
    <message>
        <source>Colour each spot by the direction it faces</source>
        <translation>按朝向为每一处着色</translation>
    </message>
    <message>
        <source>&amp;UV Checker</source>
        <translation>UV 棋盘格(&amp;U)</translation>
    </message>
    <message>
        <source>Show how the textures lie on the model</source>
        <translation>显示纹理在模型上的分布</translation>
    </message>
    <message>
        <source>&amp;Vertex Colours</source>
        <translation>顶点颜色(&amp;V)</translation>
    </message>
    <message>
        <source>Show the colours at the vertices, without light</source>
        <translation>显示顶点颜色，不含光照</translation>
    </message>
    <message>
        <source>&amp;Studio</source>
        <translation>摄影棚(&amp;S)</translation>
    </message>
    <message>
        <source>Light the model with large soft lamps</source>
        <translation>用大面积柔光照亮模型</translation>
    </message>
    <message>
        <source>&amp;Daylight</source>
        <translation>日光(&amp;D)</translation>
    </message>
    <message>
        <source>Light the model with sun and blue sky</source>
        <translation>用阳光和蓝天照亮模型</translation>
    </message>
    <message>
        <source>Suns&amp;et</source>
        <translation>日落(&amp;E)</translation>
    </message>
    <message>
        <source>Light the model with a low, warm sun</source>
        <translation>用低角度的暖阳照亮模型</translation>
    </message>
    <message>
        <source>As the &amp;Desktop</source>
        <translation>跟随桌面(&amp;D)</translation>
    </message>
    <message>
        <source>Be light or dark as the desktop is</source>
        <translation>与桌面一致，浅色或深色</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>Be light, whatever the desktop is</source>
        <translation>始终浅色</translation>
    </message>
    <message>
        <source>Dar&amp;k</source>
        <translation>深色(&amp;K)</translation>
    </message>
    <message>
        <source>Be dark, whatever the desktop is</source>
        <translation>始终深色</translation>
    </message>
    <message>
        <source>Colours or Normals</source>
        <translation>颜色或法线</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>How to get from a picture to a model</source>
        <translation>如何从图片得到模型</translation>
    </message>
    <message>
        <source>&amp;Log and Problem Report...</source>
        <translation>日志与问题报告(&amp;L)……</translation>
    </message>
    <message>
        <source>Read and copy the log, or save a report of a problem</source>
        <translation>阅读和复制日志，或保存问题报告</translation>
    </message>
    <message>
        <source>&amp;About Espalier</source>
        <translation>关于 Espalier(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>打开最近的图片(&amp;R)</translation>
    </message>
    <message>
        <source>Open &amp;Sample</source>
        <translation>打开示例(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>队列(&amp;Q)</translation>
    </message>
    <message>
        <source>H&amp;istory</source>
        <translation>历史记录(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
</context>
</TS>
